import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ComposeRegular } from '@fluentui/react-icons/svg/compose';
import { MailMultipleRegular } from '@fluentui/react-icons/svg/mail-multiple';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { lastFolder } from '../platform/last-folder.js';
import { setPreference, usePreferences } from '../platform/preferences.js';
import { navigate } from '../platform/router.js';
import { listHref, type ListView, messageHref } from '../platform/routes.js';
import { useStore } from '../platform/store.js';
import { tPlural } from '../texts/messages.js';
import { t } from '../texts/t.js';
import { StateView } from '../ui/state-view.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { lazyPart } from '../ui/lazy-part.js';
import { Splitter } from '../ui/splitter.js';
import { useIsNarrow, useIsPhone, useWindowWidth } from '../ui/use-media-query.js';
import { DeleteDialog } from './delete-dialog.js';
import { FolderPane } from './folders/folder-pane.js';
import { MoveQuestion } from './folders/move-question.js';
import { conversationIdOf, openedMessageQuery } from '../mailbox/conversation-query.js';
import { findFolder, folderName, useFolders } from '../mailbox/folders.js';
import { isGroupable } from '../mailbox/list-order.js';
import type { ListCursor } from './list-cursor.js';
import { threads } from './list-items.js';
import { ListPane } from './list-pane.js';
import { useMailCommands } from './mail-commands.js';
import { useFocusAfterWriting, useMailKeys } from './use-mail-keys.js';
import { openedByKeyboard, writtenMessage } from '../mailbox/open-message.js';
import { useLoadedMessages } from '../mailbox/messages-query.js';
import { ReadingPane } from './reading-pane.js';
import { useAppBadge } from './use-app-badge.js';
import { usePrefetch } from './use-prefetch.js';
import { useSelection } from './selection.js';

/** Wide screens don't need its code. */
const FolderDrawer = lazyPart(() => import('./folders/folder-drawer.js').then((module) => module.FolderDrawer));

const useStyles = makeStyles({
  root: {
    flexGrow: 1,
    minHeight: 0,
    display: 'flex',
    padding: tokens.spacingHorizontalS,
  },
  rootPhone: { padding: 0 },
  folders: { flexShrink: 0, display: 'flex', flexDirection: 'column', padding: '4px 0' },
  pane: {
    minHeight: 0,
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusLarge,
    boxShadow: tokens.shadow2,
    overflow: 'hidden',
    // When no background and no shadow separates the panes.
    '@media (forced-colors: active)': { border: '1px solid CanvasText' },
  },
  panePhone: { borderRadius: 0, boxShadow: 'none', width: '100%', flexGrow: 1 },
  list: { flexShrink: 0, position: 'relative' },
  alone: { flexGrow: 1 },
  reading: { flexGrow: 1 },
  hidden: { display: 'none' },
  fab: {
    position: 'absolute',
    insetInlineEnd: '20px',
    bottom: '20px',
    height: '52px',
    borderRadius: '26px',
    boxShadow: tokens.shadow16,
  },
});

const usualFolders = 216;
const leastFolders = 160;
const mostFolders = 400;
const leastList = 300;
/** The minimum width of the open message. */
const leastReading = 320;

/** The widths that the user has set, limited by the window. */
function usePaneWidths(isNarrow: boolean): { folders: number; list: number; mostList: number } {
  const { folderWidth = usualFolders, listWidth } = usePreferences();
  const room = useWindowWidth();
  const usual = Math.min(420, Math.max(320, Math.round(room * 0.3)));
  const mostList = Math.max(leastList, room - leastReading - (isNarrow ? 0 : folderWidth) - 32);
  return { folders: folderWidth, list: Math.min(listWidth ?? usual, mostList), mostList };
}

interface MailPageProps {
  readonly list: ListView;
  readonly messageId: string | undefined;
  /** Replaces the reading pane while the user writes a message. */
  readonly writing?: ReactNode;
}

export function MailPage({ list, messageId, writing }: MailPageProps): ReactElement {
  const styles = useStyles();
  const isPhone = useIsPhone();
  const isNarrow = useIsNarrow();
  const [showsDrawer, setShowsDrawer] = useState(false);
  const folders = useFolders();
  const { conversations, readingPane } = usePreferences();
  const widths = usePaneWidths(isNarrow);
  // One pane at a time: because of the small screen, or by the user's choice.
  const isAlone = isPhone || readingPane === 'off';
  const messages = useLoadedMessages(list);
  const cursor = useRef<ListCursor>(null);

  const name = folderName(folders.data, list.folder);
  const unread = findFolder(folders.data, list.folder)?.unreadCount ?? 0;
  useEffect(() => {
    if (list.search === '' && list.folder !== 'all') {
      lastFolder.set(list.folder);
    }
  }, [list]);
  useAppBadge(findFolder(folders.data, 'inbox')?.unreadCount ?? 0);

  const isGrouped = conversations && isGroupable(list);
  const openMessage = messages.find((message) => message.id === messageId);
  const conversationId = conversationIdOf(openMessage, isGrouped);
  const detail = useQuery({ ...openedMessageQuery(messageId ?? '', conversationId), enabled: messageId !== undefined });
  const thread = useMemo(() => {
    if (messageId === undefined) {
      return [];
    }
    const known = threads(messages, isGrouped).find((one) => one.some((message) => message.id === messageId));
    return known ?? (detail.data === undefined ? [] : [detail.data]);
  }, [messages, isGrouped, messageId, detail.data]);

  const selection = useSelection(list);
  const isSelecting = selection.keys.size > 0;
  const commands = useMailCommands({ list, openId: messageId, openThread: thread, cursor });
  const isWriting = writing !== undefined;
  useMailKeys({ list, openId: messageId, thread, isGrouped, isWriting, isSelecting, commands, cursor });
  const pointing = usePrefetch({
    openId: messageId,
    isShown: messageId === undefined || detail.data !== undefined,
    isGrouped,
    cursor,
  });
  useFocusAfterWriting(isWriting, messageId, cursor);

  const isReading = messageId !== undefined || writing !== undefined;
  const hasTitleInside = isWriting || (messageId !== undefined && !isSelecting);
  const title = unread > 0 ? t('{name} ({count})', { name, count: unread }) : name;
  useDocumentTitle(hasTitleInside ? undefined : title);
  const backToList = (): void => {
    navigate(listHref(list));
  };
  const written = useStore(writtenMessage);
  const byKeyboard = useStore(openedByKeyboard);
  const folderPane = (
    <FolderPane
      current={list.folder}
      onDrop={commands.move}
      onCompose={() => {
        setShowsDrawer(false);
        commands.compose();
      }}
      onChosen={() => {
        setShowsDrawer(false);
      }}
    />
  );

  return (
    <div className={mergeClasses(styles.root, isPhone && styles.rootPhone)}>
      {isNarrow ? (
        <FolderDrawer open={showsDrawer} onOpenChange={setShowsDrawer}>
          {folderPane}
        </FolderDrawer>
      ) : (
        <>
          <div className={styles.folders} style={{ width: `${widths.folders}px` }}>
            {folderPane}
          </div>
          <Splitter
            label={t('Width of the folder pane')}
            width={widths.folders}
            least={leastFolders}
            most={mostFolders}
            onChange={(folderWidth) => {
              setPreference({ folderWidth });
            }}
            onReset={() => {
              setPreference({ folderWidth: undefined });
            }}
          />
        </>
      )}
      <section
        aria-label={t('Message list')}
        {...pointing}
        className={mergeClasses(
          styles.pane,
          styles.list,
          isPhone && styles.panePhone,
          isAlone && styles.alone,
          isAlone && isReading && styles.hidden,
        )}
        style={isAlone ? undefined : { width: `${widths.list}px` }}
      >
        <ListPane
          list={list}
          name={name}
          selectedId={messageId ?? written}
          selection={selection}
          commands={commands}
          cursorRef={cursor}
          onOpenFolders={
            isNarrow
              ? () => {
                  setShowsDrawer(true);
                }
              : undefined
          }
        />
        {isNarrow && !isSelecting && !isWriting ? (
          <Button
            className={styles.fab}
            appearance="primary"
            shape="circular"
            size="large"
            icon={<ComposeRegular />}
            onClick={commands.compose}
          >
            {t('New message')}
          </Button>
        ) : null}
      </section>
      {isAlone ? null : (
        <Splitter
          label={t('Width of the message list')}
          width={widths.list}
          least={leastList}
          most={widths.mostList}
          onChange={(listWidth) => {
            setPreference({ listWidth });
          }}
          onReset={() => {
            setPreference({ listWidth: undefined });
          }}
        />
      )}
      <section
        aria-label={isWriting ? t('New message') : t('Reading pane')}
        data-place={isWriting ? 'composer' : 'reading'}
        className={mergeClasses(
          styles.pane,
          styles.reading,
          isPhone && styles.panePhone,
          isAlone && !isReading && styles.hidden,
        )}
      >
        {writing ??
          (isSelecting ? (
            <StateView
              art={<MailMultipleRegular fontSize={64} />}
              title={tPlural('{count, plural, one {# selected} other {# selected}}', { count: selection.keys.size })}
              text={t('Actions apply to all of them. Press Esc to clear the selection.')}
            />
          ) : messageId === undefined ? (
            <StateView
              art={<MailRegular fontSize={64} />}
              title={t('Select a message to read')}
              text={t('Nothing is selected.')}
            />
          ) : (
            <ReadingPane
              key={messageId}
              list={list}
              messageId={messageId}
              summary={openMessage}
              thread={thread}
              isGrouped={isGrouped}
              commands={commands}
              focusHeading={isAlone || byKeyboard === messageHref(list, messageId)}
              isAlone={isAlone}
              onBack={isAlone ? backToList : undefined}
            />
          ))}
      </section>
      <MoveQuestion from={list.folder} commands={commands} />
      <DeleteDialog list={list} onConfirm={commands.removeForGood} />
    </div>
  );
}
