import {
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Divider,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ArchiveRegular } from '@fluentui/react-icons/svg/archive';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { ArrowForwardRegular } from '@fluentui/react-icons/svg/arrow-forward';
import { ArrowReplyRegular } from '@fluentui/react-icons/svg/arrow-reply';
import { ArrowReplyAllRegular } from '@fluentui/react-icons/svg/arrow-reply-all';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { FlagRegular } from '@fluentui/react-icons/svg/flag';
import { FlagOffRegular } from '@fluentui/react-icons/svg/flag-off';
import { MailProhibitedRegular } from '@fluentui/react-icons/svg/mail-prohibited';
import { MailReadRegular } from '@fluentui/react-icons/svg/mail-read';
import { MailUnreadRegular } from '@fluentui/react-icons/svg/mail-unread';
import { PersonProhibitedRegular } from '@fluentui/react-icons/svg/person-prohibited';
import { PrintRegular } from '@fluentui/react-icons/svg/print';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { type ReactElement, useRef } from 'react';
import { notify } from '../platform/notify.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';
import { BarButton } from '../ui/bar-button.js';
import { ButtonBar } from '../ui/button-bar.js';
import { useFits } from '../ui/use-fits.js';
import type { MessageSummary } from '../client/index.js';
import {
  type ActionSubject,
  type ActionSubjects,
  isAnyUnread,
  isEachFlagged,
  isInFolder,
  mayArchive,
  mayBeJunk,
} from '../mailbox/actions/targets.js';
import type { Answer } from '../platform/keys/key-decision.js';
import type { MailCommands } from './mail-commands.js';
import { MoveMenu } from './folders/move-menu.js';
import { ArrowBackRegular } from '../ui/direction-icons.js';

const useStyles = makeStyles({
  divider: { flexGrow: 0, flexShrink: 0, height: '24px', margin: '0 4px' },
  root: {
    minHeight: '48px',
    padding: '0 8px',
    gap: '2px',
    '@media (max-width: 759px)': { padding: '0 4px', gap: 0 },
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
    overflowX: 'auto',
  },
});

interface MessageToolbarProps {
  readonly message: MessageSummary;
  /** The target of archive, delete, move and mark: the conversation when the message is shown with it. */
  readonly subject: ActionSubject;
  readonly folder: string;
  readonly commands: MailCommands;
  readonly onBack?: (() => void) | undefined;
}

export function MessageToolbar({ message, subject, folder, commands, onBack }: MessageToolbarProps): ReactElement {
  const styles = useStyles();
  const bar = useRef<HTMLDivElement>(null);
  const hasWords = useFits(bar);
  const answer = (name: string, icon: ReactElement, kind: Answer): ToolbarButton => ({
    name,
    icon,
    run: () => {
      commands.reply(kind, message.id);
    },
  });
  const act = (name: string, icon: ReactElement, run: (subjects: ActionSubjects) => void): ToolbarButton => ({
    name,
    icon,
    run: () => {
      run([subject]);
    },
  });
  const buttons = [
    ...(message.isDraft
      ? []
      : [
          answer(t('Reply'), <ArrowReplyRegular />, 'reply'),
          answer(t('Reply all'), <ArrowReplyAllRegular />, 'reply-all'),
          answer(t('Forward'), <ArrowForwardRegular />, 'forward'),
          undefined,
        ]),
    ...(mayArchive([subject], folder)
      ? [act(t('Archive', { context: 'to do' }), <ArchiveRegular />, commands.archive)]
      : []),
    ...(commands.remove === undefined ? [] : [act(t('Delete'), <DeleteRegular />, commands.remove)]),
  ];
  return (
    <ButtonBar ref={bar} label={t('Message actions')} className={styles.root}>
      {onBack === undefined ? null : (
        <BarButton name={t('Back')} hasWord={false} icon={<ArrowBackRegular />} onClick={onBack} />
      )}
      {buttons.map((button, index) =>
        button === undefined ? (
          <Divider key={index} vertical className={styles.divider} />
        ) : (
          <BarButton key={button.name} name={button.name} hasWord={hasWords} icon={button.icon} onClick={button.run} />
        ),
      )}
      <MoveMenu from={folder} subjects={[subject]} commands={commands} hasWord={hasWords} />
      <MoreMenu message={message} subject={subject} folder={folder} commands={commands} />
    </ButtonBar>
  );
}

interface ToolbarButton {
  readonly name: string;
  readonly icon: ReactElement;
  readonly run: () => void;
}

type MenuProps = Pick<MessageToolbarProps, 'message' | 'subject' | 'folder' | 'commands'>;

function MoreMenu({ message, subject, folder, commands }: MenuProps): ReactElement {
  const { id, username } = useUser();
  const sender = message.from?.address;
  const isOwn = message.isDraft || sender?.toLowerCase() === username.toLowerCase();
  const isRead = !isAnyUnread([subject]);
  const isFlagged = isEachFlagged([subject]);
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <BarButton name={t('More actions')} hasWord={false} icon={<MoreHorizontalRegular />} />
      </MenuTrigger>
      <MenuPopover role="region" aria-label={t('More actions')}>
        <MenuList>
          <MenuItem
            icon={isRead ? <MailUnreadRegular /> : <MailReadRegular />}
            onClick={() => {
              commands.toggleRead([subject]);
            }}
          >
            {isRead ? t('Mark as unread') : t('Mark as read')}
          </MenuItem>
          <MenuItem
            icon={isFlagged ? <FlagOffRegular /> : <FlagRegular />}
            onClick={() => {
              commands.toggleFlag([subject]);
            }}
          >
            {isFlagged ? t('Remove flag') : t('Flag')}
          </MenuItem>
          {mayBeJunk([subject], folder) ? (
            <MenuItem
              icon={<MailProhibitedRegular />}
              onClick={() => {
                commands.toggleJunk([subject]);
              }}
            >
              {isInFolder([subject], folder, 'junkemail') ? t('Not junk') : t('Report as junk')}
            </MenuItem>
          ) : null}
          {sender === undefined || isOwn ? null : (
            <MenuItem
              icon={<PersonProhibitedRegular />}
              onClick={() => {
                void block(id, sender);
              }}
            >
              {t('Block sender')}
            </MenuItem>
          )}
          <MenuDivider />
          <MenuItem
            icon={<ArrowDownloadRegular />}
            onClick={() => {
              commands.saveSource(message);
            }}
          >
            {t('Save as .eml')}
          </MenuItem>
          <MenuItem
            icon={<PrintRegular />}
            onClick={() => {
              // The menu has closed by then.
              setTimeout(() => {
                window.print();
              });
            }}
          >
            {t('Print')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

async function block(userId: string, address: string): Promise<void> {
  try {
    const { blockSender } = await import('../mailbox/blocked-senders.js');
    await blockSender({ userId, address });
  } catch {
    notify({
      title: t('We couldn’t block the sender.'),
      body: t('Check your connection and try again.'),
      intent: 'error',
    });
  }
}
