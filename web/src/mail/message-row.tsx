import { Button, mergeClasses } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { memo, type MouseEvent, type ReactElement, useState } from 'react';
import { mayArchive } from '../mailbox/actions/targets.js';
import { t } from '../texts/t.js';
import type { MessageItem } from './list-items.js';
import { PersonAvatar } from '../mailbox/person-avatar.js';
import { correspondents, isOutgoingFolder, subjectOf } from '../mailbox/people.js';
import { RowActions, type RowCommands } from './row-actions.js';
import { RowLines, type RowLinesProps } from './row-lines.js';
import { useRowStyles } from './message-row.styles.js';
import { meaningOfClick } from './selection.js';
import { useLongPress } from './use-long-press.js';
import { type SwipeSide, useSwipe } from './use-swipe.js';
import { ChevronForwardRegular } from '../ui/direction-icons.js';

interface MessageRowProps extends Omit<RowLinesProps, 'hasActions'> {
  readonly href: string;
  /** Its message is open. */
  readonly isSelected: boolean;
  /** The row is part of a selection of several. */
  readonly isChosen: boolean;
  /** Its menu is open. */
  readonly isMarked: boolean;
  /** At least one row is selected: a tap selects more. */
  readonly isSelecting: boolean;
  /** The only row of the list in the tab order; the arrow keys move it. */
  readonly isTabStop: boolean;
  readonly position: number;
  readonly total: number;
  readonly commands: RowCommands;
  /** In px. */
  readonly height: number;
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
  const outgoing = isOutgoingFolder(message.folder?.wellKnownName ?? folder);
  const swipe = useSwipe((side) => {
    // The bar is for the selection; a swipe would be for another row.
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
        // A long press selects; the browser would also open its menu for links.
        event.preventDefault();
        if (!press.isTouch()) {
          commands.openMenu(item, { x: event.clientX, y: event.clientY });
        }
      }}
      onMouseDown={(event) => {
        // The browser would select the text in between, and focus this row before the range is known.
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
        <RowLines
          item={item}
          folder={folder}
          layout={layout}
          count={count}
          hasActions={hasActions}
          wanted={wanted}
          colours={colours}
        />
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
