import { Badge, Text, mergeClasses } from '@fluentui/react-components';
import { AttachRegular } from '@fluentui/react-icons/svg/attach';
import { FlagFilled } from '@fluentui/react-icons/svg/flag';
import { ImportantFilled } from '@fluentui/react-icons/svg/important';
import type { ReactElement } from 'react';
import { isOutgoingFolder, participants, subjectOf } from '../mailbox/people.js';
import { markedParts } from '../mailbox/search-query.js';
import { tRich } from '../texts/messages.js';
import { t } from '../texts/t.js';
import { shortTime } from '../ui/dates.js';
import { MarkedText } from '../ui/marked-text.js';
import { visibleText } from '../ui/visible-text.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import type { MessageItem } from './list-items.js';
import { useRowStyles } from './message-row.styles.js';
import type { RowLayout } from './row-layout.js';
import { RowTags } from './row-tags.js';

export interface RowLinesProps {
  readonly item: MessageItem;
  readonly folder: string;
  /** The words of the search, which are highlighted. */
  readonly wanted: readonly string[];
  readonly layout: RowLayout;
  /** Colours of categories, by category name. */
  readonly colours: ReadonlyMap<string, string>;
  /** The number of messages in the conversation, as in the reading pane. */
  readonly count: number;
  /** The buttons of the row cover the end of a line. */
  readonly hasActions: boolean;
}

/** The texts of a row in one to three lines: sender, marks, subject, time, and the beginning of the text. */
export function RowLines(props: RowLinesProps): ReactElement {
  const { item, folder, wanted, layout, colours, count, hasActions } = props;
  const styles = useRowStyles();
  const { message, thread, isChild } = item;
  const isTight = layout !== 'three';
  const isOneLine = layout === 'one';
  const unread = thread.some((one) => !one.isRead);
  const outgoing = isOutgoingFolder(message.folder?.wellKnownName ?? folder);
  const categories = [...new Set(thread.flatMap((one) => one.categories ?? []))];
  const marked = (text: string): ReactElement => <MarkedText parts={markedParts(visibleText(text), wanted)} />;
  const who = participants(thread, folder);
  const when = message.receivedAt === null ? undefined : new Date(message.receivedAt);
  const tags = (
    <RowTags categories={categories} colours={colours} folder={folder === 'all' ? message.folder?.name : undefined} />
  );
  return (
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
  );
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
