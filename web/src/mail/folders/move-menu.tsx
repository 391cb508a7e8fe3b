import {
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  type PositioningShorthand,
} from '@fluentui/react-components';
import { FolderArrowRightRegular } from '@fluentui/react-icons/svg/folder-arrow-right';
import { type ReactElement, useState } from 'react';
import { type ActionSubjects, removal } from '../../mailbox/actions/targets.js';
import { editFolder } from '../../mailbox/folder-edits.js';
import { moveTargets, rememberMoveTarget } from '../../mailbox/folder-memory.js';
import { folderKey, isMoveTarget, useFolders } from '../../mailbox/folders.js';
import { notify } from '../../platform/notify.js';
import { useUser } from '../../platform/session.js';
import { t } from '../../texts/t.js';
import { BarButton } from '../../ui/bar-button.js';
import type { MailCommands, MoveTarget } from '../mail-commands.js';
import { FolderPicker } from './folder-picker.js';

const useStyles = makeStyles({
  surface: { padding: '8px', width: 'min(320px, calc(100vw - 24px))' },
});

interface MoveMenuProps {
  /** The folder that the messages are in. */
  readonly from: string;
  readonly subjects: ActionSubjects;
  readonly commands: MailCommands;
}

interface MoveButtonProps extends MoveMenuProps {
  /** Whether the bar has space for its label. */
  readonly hasWord: boolean;
}

/** The button of a bar that asks for the target folder. */
export function MoveMenu({ hasWord, from, subjects, commands }: MoveButtonProps): ReactElement {
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
        <BarButton name={t('Move to')} hasWord={hasWord} icon={<FolderArrowRightRegular />} />
      </PopoverTrigger>
      <PopoverSurface aria-label={t('Move to')} className={styles.surface}>
        <MoveChoice from={from} subjects={subjects} commands={commands} onClose={close} />
      </PopoverSurface>
    </Popover>
  );
}

interface MovePopoverProps extends MoveMenuProps {
  readonly positioning: PositioningShorthand;
  readonly onClose: () => void;
}

/** The same as a popover at the row that was pressed or has the focus. */
export function MovePopover({ positioning, onClose, ...choice }: MovePopoverProps): ReactElement {
  const styles = useStyles();
  return (
    <Popover
      open
      trapFocus
      positioning={positioning}
      onOpenChange={(_, { open }) => {
        if (!open) {
          onClose();
        }
      }}
    >
      <PopoverSurface aria-label={t('Move to')} className={styles.surface}>
        <MoveChoice {...choice} onClose={onClose} />
      </PopoverSurface>
    </Popover>
  );
}

interface MoveChoiceProps extends MoveMenuProps {
  readonly onClose: () => void;
}

function MoveChoice({ from, subjects, commands, onClose }: MoveChoiceProps): ReactElement {
  const user = useUser();
  const folders = useFolders().data ?? [];
  const recent = moveTargets.use(user.id);
  const move = (target: MoveTarget): void => {
    rememberMoveTarget(user.id, target.folder);
    onClose();
    commands.move(subjects, target);
  };
  const moveToNew = async (name: string): Promise<void> => {
    onClose();
    // When the permission is missing, both wait for it.
    const { messages, rests } = removal({ kind: 'move', folder: '', name }, subjects, from);
    const result = await editFolder({ kind: 'create', name, mail: { from, messages, rests } });
    if (result.kind === 'done' && result.folder !== undefined) {
      move({ folder: folderKey(result.folder), name });
    } else if (result.kind === 'failed') {
      notify({ title: result.title, body: result.text, intent: 'error' });
    }
  };
  return (
    <FolderPicker
      label={t('Move to')}
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
