import {
  Button,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  type PositioningShorthand,
  Tooltip,
} from '@fluentui/react-components';
import { FolderArrowRightRegular } from '@fluentui/react-icons/svg/folder-arrow-right';
import { type ReactElement, useState } from 'react';
import { editFolder } from '../../mailbox/folder-edits.js';
import { moveTargets, rememberMoveTarget } from '../../mailbox/folder-memory.js';
import { folderKey, isMoveTarget, useFolders } from '../../mailbox/folders.js';
import { notify } from '../../platform/notify.js';
import { useUser } from '../../platform/session.js';
import type { MoveTarget } from '../mail-commands.js';
import { FolderPicker } from './folder-picker.js';

const useStyles = makeStyles({
  surface: { padding: '8px', width: 'min(320px, calc(100vw - 24px))' },
});

interface MoveMenuProps {
  /** The folder that the messages are in. */
  readonly from: string;
  readonly onMove: (target: MoveTarget) => void;
}

/** The button of a bar that asks where to. */
export function MoveMenu({ from, onMove }: MoveMenuProps): ReactElement {
  const styles = useStyles();
  const [isOpen, setOpen] = useState(false);
  const close = (): void => {
    setOpen(false);
  };
  return (
    <Popover
      open={isOpen}
      trapFocus
      positioning={{ position: 'below', align: 'end' }}
      onOpenChange={(_, { open }) => {
        setOpen(open);
      }}
    >
      <PopoverTrigger disableButtonEnhancement>
        <Tooltip content="Move to" relationship="label">
          <Button appearance="subtle" icon={<FolderArrowRightRegular />} />
        </Tooltip>
      </PopoverTrigger>
      <PopoverSurface aria-label="Move to" className={styles.surface}>
        <MoveChoice from={from} onMove={onMove} onClose={close} />
      </PopoverSurface>
    </Popover>
  );
}

interface MovePopoverProps extends MoveMenuProps {
  readonly positioning: PositioningShorthand;
  readonly onClose: () => void;
}

/** The same, where a row was pressed on or has the focus. */
export function MovePopover({ from, onMove, positioning, onClose }: MovePopoverProps): ReactElement {
  const styles = useStyles();
  return (
    <Popover
      open
      trapFocus
      positioning={positioning}
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <PopoverSurface aria-label="Move to" className={styles.surface}>
        <MoveChoice from={from} onMove={onMove} onClose={onClose} />
      </PopoverSurface>
    </Popover>
  );
}

function MoveChoice({ from, onMove, onClose }: MoveMenuProps & { readonly onClose: () => void }): ReactElement {
  const user = useUser();
  const folders = useFolders().data ?? [];
  const recent = moveTargets.use(user.id);
  const move = (target: MoveTarget): void => {
    rememberMoveTarget(user.id, target.folder);
    onClose();
    onMove(target);
  };
  const moveToNew = async (name: string): Promise<void> => {
    onClose();
    const result = await editFolder({ kind: 'create', name });
    if (result.kind === 'done' && result.folder !== undefined) move({ folder: folderKey(result.folder), name });
    else if (result.kind === 'failed') notify({ title: result.title, body: result.text, intent: 'error' });
  };
  return (
    <FolderPicker
      label="Move to"
      all={folders}
      choices={folders.filter((folder) => isMoveTarget(folder, from))}
      recent={recent}
      onPick={(folder) => {
        move({ folder: folderKey(folder), name: folder.name });
      }}
      onCreate={(name) => void moveToNew(name)}
    />
  );
}
