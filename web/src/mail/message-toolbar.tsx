import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Divider,
  Tooltip,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ArchiveRegular } from '@fluentui/react-icons/svg/archive';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { ArrowForwardRegular } from '@fluentui/react-icons/svg/arrow-forward';
import { ArrowLeftRegular } from '@fluentui/react-icons/svg/arrow-left';
import { ArrowReplyRegular } from '@fluentui/react-icons/svg/arrow-reply';
import { ArrowReplyAllRegular } from '@fluentui/react-icons/svg/arrow-reply-all';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { FlagRegular } from '@fluentui/react-icons/svg/flag';
import { FlagOffRegular } from '@fluentui/react-icons/svg/flag-off';
import { FolderArrowRightRegular } from '@fluentui/react-icons/svg/folder-arrow-right';
import { MailReadRegular } from '@fluentui/react-icons/svg/mail-read';
import { MailUnreadRegular } from '@fluentui/react-icons/svg/mail-unread';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import type { ReactElement } from 'react';
import { ButtonBar } from '../ui/button-bar.js';
import type { MessageSummary } from '../client/index.js';
import { FolderIcon } from './folder-icon.js';
import { folderKey, useFolders } from '../mailbox/folders.js';
import type { MailCommands } from './mail-commands.js';

const useStyles = makeStyles({
  divider: { flexGrow: 0, height: '24px', margin: '0 4px' },
  root: {
    padding: '4px 8px',
    gap: '2px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
    overflowX: 'auto',
  },
});

interface MessageToolbarProps {
  readonly message: MessageSummary;
  readonly folder: string;
  readonly commands: MailCommands;
  readonly onBack?: (() => void) | undefined;
}

export function MessageToolbar({ message, folder, commands, onBack }: MessageToolbarProps): ReactElement {
  const styles = useStyles();
  const buttons = [
    {
      name: 'Reply',
      icon: <ArrowReplyRegular />,
      run: () => {
        commands.reply('reply', message.id);
      },
    },
    {
      name: 'Reply all',
      icon: <ArrowReplyAllRegular />,
      run: () => {
        commands.reply('reply-all', message.id);
      },
    },
    {
      name: 'Forward',
      icon: <ArrowForwardRegular />,
      run: () => {
        commands.reply('forward', message.id);
      },
    },
    undefined,
    {
      name: 'Archive',
      icon: <ArchiveRegular />,
      run: () => {
        commands.archive([message]);
      },
    },
    {
      name: 'Delete',
      icon: <DeleteRegular />,
      run: () => {
        commands.remove([message]);
      },
    },
  ];
  return (
    <ButtonBar label="Message actions" className={styles.root}>
      {onBack === undefined ? null : (
        <Tooltip content="Back" relationship="label">
          <Button appearance="subtle" icon={<ArrowLeftRegular />} onClick={onBack} />
        </Tooltip>
      )}
      {buttons.map((button, index) =>
        button === undefined ? (
          <Divider key={index} vertical className={styles.divider} />
        ) : (
          <Tooltip key={button.name} content={button.name} relationship="label">
            <Button appearance="subtle" icon={button.icon} onClick={button.run} />
          </Tooltip>
        ),
      )}
      <MoveMenu message={message} folder={folder} commands={commands} />
      <MoreMenu message={message} commands={commands} />
    </ButtonBar>
  );
}

type MenuProps = Pick<MessageToolbarProps, 'message' | 'commands'>;

function MoveMenu({ message, folder, commands }: MenuProps & { readonly folder: string }): ReactElement {
  const folders = useFolders();
  const targets = (folders.data ?? []).filter(
    (target) =>
      folderKey(target) !== folder &&
      target.id !== folder &&
      target.wellKnownName !== 'drafts' &&
      target.wellKnownName !== 'outbox',
  );
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content="Move to" relationship="label">
          <Button appearance="subtle" icon={<FolderArrowRightRegular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover role="region" aria-label="Move to">
        <MenuList>
          {targets.map((target) => (
            <MenuItem
              key={target.id}
              icon={<FolderIcon wellKnownName={target.wellKnownName} />}
              onClick={() => {
                commands.move([message], { folder: folderKey(target), name: target.name });
              }}
            >
              {target.name}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function MoreMenu({ message, commands }: MenuProps): ReactElement {
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content="More actions" relationship="label">
          <Button appearance="subtle" icon={<MoreHorizontalRegular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover role="region" aria-label="More actions">
        <MenuList>
          <MenuItem
            icon={message.isRead ? <MailUnreadRegular /> : <MailReadRegular />}
            onClick={() => {
              commands.markRead([message], !message.isRead);
            }}
          >
            {message.isRead ? 'Mark as unread' : 'Mark as read'}
          </MenuItem>
          <MenuItem
            icon={message.flagged ? <FlagOffRegular /> : <FlagRegular />}
            onClick={() => {
              commands.flag([message], !message.flagged);
            }}
          >
            {message.flagged ? 'Remove flag' : 'Flag'}
          </MenuItem>
          <MenuDivider />
          <MenuItem
            icon={<ArrowDownloadRegular />}
            onClick={() => {
              commands.saveSource(message);
            }}
          >
            Save as .eml
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
