import { Menu, MenuDivider, MenuItem, MenuList, MenuPopover } from '@fluentui/react-components';
import { BroomRegular } from '@fluentui/react-icons/svg/broom';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { FolderAddRegular } from '@fluentui/react-icons/svg/folder-add';
import { FolderArrowRightRegular } from '@fluentui/react-icons/svg/folder-arrow-right';
import { MailAllReadRegular } from '@fluentui/react-icons/svg/mail-all-read';
import { RenameRegular } from '@fluentui/react-icons/svg/rename';
import { StarRegular } from '@fluentui/react-icons/svg/star';
import { StarOffRegular } from '@fluentui/react-icons/svg/star-off';
import { type ReactElement, useMemo } from 'react';
import type { Folder } from '../../client/index.js';
import { favouriteFolders, toggleFavourite } from '../../mailbox/folder-memory.js';
import { folderKey } from '../../mailbox/folders.js';
import { useUser } from '../../platform/session.js';
import { t } from '../../texts/t.js';
import type { FolderQuestion } from './folder-questions.js';

interface FolderMenuProps {
  readonly folder: Folder;
  /** The position, in px of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onAsk: (question: FolderQuestion) => void;
  readonly onMarkRead: () => void;
  readonly onClose: () => void;
}

/** The actions for a folder. The mail service's own folders can't be renamed, moved or deleted. */
export function FolderMenu({ folder, at, onAsk, onMarkRead, onClose }: FolderMenuProps): ReactElement {
  const user = useUser();
  const target = useMemo(() => ({ getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) }), [at]);
  const isFavourite = favouriteFolders.use(user.id).includes(folderKey(folder));
  const isOwn = folder.wellKnownName === null;
  const isForDrafts = folder.wellKnownName === 'drafts' || folder.wellKnownName === 'outbox';
  const ask = (kind: FolderQuestion['kind']) => () => {
    onAsk({ kind, folder });
  };
  return (
    <Menu
      open
      positioning={{ target, position: 'below', align: 'start' }}
      onOpenChange={(_, { open }) => {
        if (!open) {
          onClose();
        }
      }}
    >
      <MenuPopover role="region" aria-label={t('Folder menu')}>
        <MenuList>
          <MenuItem icon={<FolderAddRegular />} onClick={ask('create')}>
            {t('New subfolder')}
          </MenuItem>
          {isOwn ? (
            <MenuItem icon={<RenameRegular />} onClick={ask('rename')}>
              {t('Rename')}
            </MenuItem>
          ) : null}
          {isOwn ? (
            <MenuItem icon={<FolderArrowRightRegular />} onClick={ask('move')}>
              {t('Move folder')}
            </MenuItem>
          ) : null}
          <MenuItem
            icon={isFavourite ? <StarOffRegular /> : <StarRegular />}
            onClick={() => {
              toggleFavourite(user.id, folderKey(folder));
            }}
          >
            {isFavourite ? t('Remove from favourites') : t('Add to favourites')}
          </MenuItem>
          {isForDrafts ? null : (
            <>
              <MenuDivider />
              <MenuItem icon={<MailAllReadRegular />} disabled={folder.unreadCount === 0} onClick={onMarkRead}>
                {t('Mark all as read')}
              </MenuItem>
              <MenuItem icon={<BroomRegular />} disabled={folder.totalCount === 0} onClick={ask('empty')}>
                {t('Empty folder…')}
              </MenuItem>
            </>
          )}
          {isOwn ? (
            <MenuItem icon={<DeleteRegular />} onClick={ask('delete')}>
              {t('Delete folder')}
            </MenuItem>
          ) : null}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
