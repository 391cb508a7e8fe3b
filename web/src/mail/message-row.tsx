import { Badge, Button, Text, mergeClasses } from '@fluentui/react-components';
import { AttachRegular } from '@fluentui/react-icons/svg/attach';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { FlagFilled } from '@fluentui/react-icons/svg/flag';
import { ImportantFilled } from '@fluentui/react-icons/svg/important';
import { memo, type MouseEvent, type ReactElement, useState } from 'react';
import { mayArchive } from '../mailbox/actions/targets.js';
import { tRich } from '../texts/messages.js';
import { t } from '../texts/t.js';
import { shortTime } from '../ui/dates.js';
import { MarkedText } from '../ui/marked-text.js';
import { visibleText } from '../ui/visible-text.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import type { MessageItem } from './list-items.js';
import { markedParts } from '../mailbox/search-query.js';
import { RowTags } from './row-tags.js';
import { PersonAvatar } from '../mailbox/person-avatar.js';
import { correspondents, isOutgoingFolder, participants, subjectOf } from '../mailbox/people.js';
import type { RowLayout } from './row-layout.js';
import { RowActions, type RowCommands } from './row-actions.js';
import { useRowStyles } from './message-row.styles.js';
import { meaningOfClick } from './selection.js';
import { useLongPress } from './use-long-press.js';
import { type SwipeSide, useSwipe } from './use-swipe.js';
import { ChevronForwardRegular } from '../ui/direction-icons.js';

interface MessageRowProps {
  readonly item: MessageItem;
  readonly folder: string;
  readonly href: string;
  /** Its message is open. */
  readonly isSelected: boolean;
  /** Selected for something to be done with many. */
  readonly isChosen: boolean;
  /** Its menu is open. */
  readonly isMarked: boolean;
  /** Any row is: a tap selects more. */
  readonly isSelecting: boolean;
  /** The one row of the list that Tab reaches; the arrow keys move it. */
  readonly isTabStop: boolean;
  readonly position: number;
  readonly total: number;
  readonly commands: RowCommands;
  /** What was searched for: marked. */
  readonly wanted: readonly string[];
  readonly layout: RowLayout;
  /** In px. */
  readonly height: number;
  /** Of categories, by their names. */
  readonly colours: ReadonlyMap<string, string>;
  /** Messages of the conversation, as the reading pane shows it. */
  readonly count: number;
}

export const MessageRow = memo((props: MessageRowProps): ReactElement => {
  const {
    item,
    folder,
    href,
    isSelected,
    isChosen,
    isMarked,
    isSelecting,
    isTabStop,
    position,
    total,
    commands,
    wanted,
    colours,
    layout,
    height,
    count,
  } = props;
  const styles = useRowStyles();
  const isTight = layout !== 'three';
  const isOneLine = layout === 'one';
  const [isActive, setActive] = useState(false);
  const { message, thread, isChild } = item;
  const unread = thread.some((one) => !one.isRead);
  const categories = [...new Set(thread.flatMap((one) => one.categories ?? []))];
  const outgoing = isOutgoingFolder(message.folder?.wellKnownName ?? folder);
  const marked = (text: string): ReactElement => <MarkedText parts={markedParts(visibleText(text), wanted)} />;
  const who = participants(thread, folder);
  const when = message.receivedAt === null ? undefined : new Date(message.receivedAt);
  const swipe = useSwipe((side) => {
    // The bar is for what is selected; a swipe beside it would be for something else.
    if (isSelecting) {
      return;
    }
    if (side === 'start') {
      commands.remove?.(item);
    } else if (mayArchive([item], folder)) {
      commands.archive(item);
    }
  });
  const press = useLongPress(() => {
    commands.choose(item, 'toggle');
  });
  const onClick = (event: MouseEvent): void => {
    const { button, ctrlKey, metaKey, shiftKey: shift, altKey: alt } = event;
    const isTouch = press.isTouch() && event.detail > 0;
    const meaning = meaningOfClick({ button, ctrl: ctrlKey || metaKey, shift, alt, isTouch, isSelecting });
    if (meaning === 'browser') {
      return;
    }
    event.preventDefault();
    if (meaning === 'open') {
      commands.open(item, { byKeyboard: event.detail === 0 });
    } else {
      commands.choose(item, meaning);
    }
  };
  const tags = (
    <RowTags categories={categories} colours={colours} folder={folder === 'all' ? message.folder?.name : undefined} />
  );
  const hasActions = isActive && !isSelecting;
  const showsCheckbox = isActive || isSelecting || isChosen;
  return (
    <div
      role="listitem"
      aria-posinset={position}
      aria-setsize={total}
      className={mergeClasses(styles.row, isChild && styles.child)}
      style={{ height: `${height}px` }}
      data-place="row"
      data-row-key={item.key}
      {...swipe.handlers}
      {...press.handlers}
      onClickCapture={(event) => {
        swipe.handlers.onClickCapture(event);
        press.handlers.onClickCapture(event);
      }}
      onContextMenu={(event) => {
        // A finger that stays selects; the browser's menu for links would come with it.
        event.preventDefault();
        if (!press.isTouch()) {
          commands.openMenu(item, { x: event.clientX, y: event.clientY });
        }
      }}
      onMouseDown={(event) => {
        // Or the text in between would be selected, and the focus be here before the range is known.
        if (event.shiftKey) {
          event.preventDefault();
        }
      }}
      onPointerEnter={(event) => {
        setActive(event.pointerType === 'mouse');
      }}
      onPointerLeave={() => {
        setActive(false);
      }}
      onFocus={(event) => {
        if (event.target.matches(':focus-visible')) {
          setActive(true);
        }
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          setActive(false);
        }
      }}
    >
      <SwipeHint side={swipe.side} offset={swipe.offset} />
      <a
        href={href}
        style={swipe.offset === 0 ? undefined : { transform: `translateX(${swipe.offset}px)` }}
        data-message-id={message.id}
        className={mergeClasses(
          styles.link,
          isTight && styles.tight,
          unread && styles.unread,
          (isSelected || isChosen) && styles.selected,
          isMarked && styles.marked,
        )}
        aria-current={isSelected ? 'true' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        onClick={onClick}
        draggable={isActive}
        onDragStart={(event) => {
          commands.drag(item, event);
        }}
      >
        {isChild ? (
          <span className={styles.childIndent} />
        ) : (
          <PersonAvatar
            className={mergeClasses(styles.avatar, showsCheckbox && styles.covered)}
            size={isOneLine ? 24 : 32}
            name={avatarName(item, folder)}
            address={(outgoing ? message.to[0] : message.from)?.address}
          />
        )}
        <span
          className={mergeClasses(
            styles.lines,
            isOneLine && styles.linesInOne,
            isOneLine && hasActions && styles.besideActions,
          )}
        >
          {unread ? <VisuallyHidden>{t('Unread.')}</VisuallyHidden> : null}
          {outgoing ? <VisuallyHidden>{t('To', { context: 'recipient' })}</VisuallyHidden> : null}
          <span className={mergeClasses(styles.line, isOneLine && styles.whoInOne)}>
            <span className={mergeClasses(styles.who, unread && styles.bold)} dir="auto">
              {marked(who)}
            </span>
            {count > 1 && !isChild ? (
              <Badge size="small" appearance="tint" color="informative">
                {tRich('{count, plural, one {#<hidden> message</hidden>} other {#<hidden> messages</hidden>}}', {
                  count,
                  hidden: (text) => <VisuallyHidden>{text}</VisuallyHidden>,
                })}
              </Badge>
            ) : null}
            <span className={styles.marks}>
              <Mark
                shown={message.importance === 'high'}
                text={t('High importance.')}
                icon={<ImportantFilled className={styles.important} />}
              />
              <Mark
                shown={thread.some((one) => one.hasAttachments)}
                text={t('Has attachments.')}
                icon={<AttachRegular />}
              />
              <Mark
                shown={thread.some((one) => one.flagged)}
                text={t('Flagged.')}
                icon={<FlagFilled className={styles.flag} />}
              />
            </span>
          </span>
          <span
            className={mergeClasses(
              styles.line,
              isOneLine && styles.subjectInOne,
              layout === 'two' && hasActions && styles.besideActions,
            )}
          >
            <span className={mergeClasses(styles.subject, unread && styles.bold)} dir="auto">
              {message.isDraft ? <span className={styles.draft}>{t('[Draft]')} </span> : null}
              {marked(subjectOf(message))}
            </span>
            {layout === 'two' ? tags : null}
            {when === undefined ? null : (
              <time className={styles.time} dateTime={message.receivedAt ?? undefined}>
                {shortTime(when, new Date())}
              </time>
            )}
          </span>
          <span
            className={mergeClasses(
              styles.line,
              isOneLine && styles.tagsInOne,
              layout === 'two' && styles.noLine,
              layout === 'three' && hasActions && styles.besideActions,
            )}
          >
            {isTight ? null : (
              <Text block truncate wrap={false} className={styles.preview} dir="auto">
                {message.preview.trim() === '' ? t('No preview') : marked(message.preview)}
              </Text>
            )}
            {layout === 'two' ? null : tags}
          </span>
        </span>
      </a>
      <label
        className={mergeClasses(
          styles.checkbox,
          !showsCheckbox && styles.checkboxUnseen,
          isTight && styles.checkboxInTight,
          isOneLine && styles.checkboxInOne,
        )}
      >
        <input
          type="checkbox"
          className={styles.box}
          checked={isChosen}
          tabIndex={isTabStop ? 0 : -1}
          aria-label={t('Select: {subject}', { subject: subjectOf(message) })}
          onChange={() => {
            commands.choose(item, 'toggle');
          }}
        />
      </label>
      {thread.length > 1 ? (
        <Button
          className={mergeClasses(styles.expander, isTight && styles.expanderInTight)}
          appearance="subtle"
          size="small"
          tabIndex={isTabStop ? 0 : -1}
          icon={item.isExpanded ? <ChevronDownRegular /> : <ChevronForwardRegular />}
          aria-expanded={item.isExpanded}
          aria-label={t('Conversation: {subject}', { subject: subjectOf(message) })}
          onClick={() => {
            commands.toggleThread(item);
          }}
        />
      ) : null}
      {hasActions ? <RowActions item={item} folder={folder} isUnread={unread} commands={commands} /> : null}
    </div>
  );
});

function SwipeHint({
  side,
  offset,
}: {
  readonly side: SwipeSide | undefined;
  readonly offset: number;
}): ReactElement | null {
  const styles = useRowStyles();
  if (offset === 0) {
    return null;
  }
  return (
    <span className={mergeClasses(styles.swipe, side === undefined && styles.swipeOpen)} aria-hidden>
      <span>{t('Archive', { context: 'to do' })}</span>
      <span>{t('Delete')}</span>
    </span>
  );
}

function avatarName(item: MessageItem, folder: string): string {
  return correspondents(item.message, folder)[0] ?? '';
}

interface MarkProps {
  readonly shown: boolean;
  readonly text: string;
  readonly icon: ReactElement;
}

function Mark({ shown, text, icon }: MarkProps): ReactElement | null {
  if (!shown) {
    return null;
  }
  return (
    <>
      {icon}
      <VisuallyHidden>{text}</VisuallyHidden>
    </>
  );
}
