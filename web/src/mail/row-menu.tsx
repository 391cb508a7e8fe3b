import { Menu, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArchiveRegular } from '@fluentui/react-icons/svg/archive';
import { ArrowForwardRegular } from '@fluentui/react-icons/svg/arrow-forward';
import { ArrowReplyRegular } from '@fluentui/react-icons/svg/arrow-reply';
import { ArrowReplyAllRegular } from '@fluentui/react-icons/svg/arrow-reply-all';
import { CheckboxCheckedRegular } from '@fluentui/react-icons/svg/checkbox-checked';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { FlagRegular } from '@fluentui/react-icons/svg/flag';
import { FlagOffRegular } from '@fluentui/react-icons/svg/flag-off';
import { FolderArrowRightRegular } from '@fluentui/react-icons/svg/folder-arrow-right';
import { MailProhibitedRegular } from '@fluentui/react-icons/svg/mail-prohibited';
import { MailReadRegular } from '@fluentui/react-icons/svg/mail-read';
import { MailUnreadRegular } from '@fluentui/react-icons/svg/mail-unread';
import { TagRegular } from '@fluentui/react-icons/svg/tag';
import { type ReactElement, useMemo } from 'react';
import { isAnyUnread, isEachFlagged, isInFolder, mayArchive, mayBeJunk } from '../mailbox/actions/targets.js';
import type { Answer } from '../platform/keys/key-decision.js';
import { t } from '../texts/t.js';
import { CategoryMenu } from './category-items.js';
import type { MessageItem } from './list-items.js';
import type { MailCommands } from './mail-commands.js';

interface RowMenuProps {
  /** The target rows, including the one that was pressed. */
  readonly subjects: readonly MessageItem[];
  /** The position, in px of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly folder: string;
  readonly commands: MailCommands;
  /** Absent when it is selected already. */
  readonly onSelect: (() => void) | undefined;
  readonly onClose: () => void;
}

const ANSWERS: readonly { kind: Answer; name: string; icon: ReactElement }[] = [
  { kind: 'reply', name: t('Reply'), icon: <ArrowReplyRegular /> },
  { kind: 'reply-all', name: t('Reply all'), icon: <ArrowReplyAllRegular /> },
  { kind: 'forward', name: t('Forward'), icon: <ArrowForwardRegular /> },
];

/** The context menu of a row, or of the selection. */
export function RowMenu({ subjects, at, folder, commands, onSelect, onClose }: RowMenuProps): ReactElement {
  const target = useMemo(() => ({ getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) }), [at]);
  const [first] = subjects;
  const single = subjects.length === 1 && first?.message.isDraft === false ? first.message : undefined;
  const isUnread = isAnyUnread(subjects);
  const isFlagged = isEachFlagged(subjects);
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
      <MenuPopover role="region" aria-label={t('Message menu')}>
        <MenuList>
          {single === undefined
            ? null
            : ANSWERS.map(({ kind, name, icon }) => (
                <MenuItem
                  key={kind}
                  icon={icon}
                  onClick={() => {
                    commands.reply(kind, single.id);
                  }}
                >
                  {name}
                </MenuItem>
              ))}
          {single === undefined ? null : <MenuDivider />}
          {mayArchive(subjects, folder) ? (
            <MenuItem
              icon={<ArchiveRegular />}
              onClick={() => {
                commands.archive(subjects);
              }}
            >
              {t('Archive', { context: 'to do' })}
            </MenuItem>
          ) : null}
          {commands.remove === undefined ? null : (
            <MenuItem
              icon={<DeleteRegular />}
              onClick={() => {
                commands.remove?.(subjects);
              }}
            >
              {t('Delete')}
            </MenuItem>
          )}
          <MenuItem
            icon={isUnread ? <MailReadRegular /> : <MailUnreadRegular />}
            onClick={() => {
              commands.toggleRead(subjects);
            }}
          >
            {isUnread ? t('Mark as read') : t('Mark as unread')}
          </MenuItem>
          <MenuItem
            icon={isFlagged ? <FlagOffRegular /> : <FlagRegular />}
            onClick={() => {
              commands.toggleFlag(subjects);
            }}
          >
            {isFlagged ? t('Remove flag') : t('Flag')}
          </MenuItem>
          <MenuItem
            icon={<FolderArrowRightRegular />}
            onClick={() => {
              commands.askWhere(subjects, at);
            }}
          >
            {t('Move to…')}
          </MenuItem>
          {mayBeJunk(subjects, folder) ? (
            <MenuItem
              icon={<MailProhibitedRegular />}
              onClick={() => {
                commands.toggleJunk(subjects);
              }}
            >
              {isInFolder(subjects, folder, 'junkemail') ? t('Not junk') : t('Report as junk')}
            </MenuItem>
          ) : null}
          <Menu>
            <MenuTrigger disableButtonEnhancement>
              <MenuItem icon={<TagRegular />}>{t('Categorise')}</MenuItem>
            </MenuTrigger>
            <MenuPopover role="region" aria-label={t('Categorise')}>
              <CategoryMenu subjects={subjects} commands={commands} />
            </MenuPopover>
          </Menu>
          {onSelect === undefined ? null : (
            <>
              <MenuDivider />
              <MenuItem icon={<CheckboxCheckedRegular />} onClick={onSelect}>
                {t('Select')}
              </MenuItem>
            </>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
