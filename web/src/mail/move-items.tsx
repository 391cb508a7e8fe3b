import { MenuItem } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { folderKey, isMoveTarget, useFolders } from '../mailbox/folders.js';
import { FolderIcon } from './folder-icon.js';
import type { MoveTarget } from './mail-commands.js';

export interface MoveItemsProps {
  /** The folder that the messages are in. */
  readonly from: string;
  readonly onMove: (target: MoveTarget) => void;
}

/** The folders that mail can be moved to, as items of a menu. */
export function MoveItems({ from, onMove }: MoveItemsProps): ReactElement {
  const folders = useFolders();
  return (
    <>
      {(folders.data ?? [])
        .filter((folder) => isMoveTarget(folder, from))
        .map((folder) => (
          <MenuItem
            key={folder.id}
            icon={<FolderIcon wellKnownName={folder.wellKnownName} />}
            onClick={() => {
              onMove({ folder: folderKey(folder), name: folder.name });
            }}
          >
            {folder.name}
          </MenuItem>
        ))}
    </>
  );
}
