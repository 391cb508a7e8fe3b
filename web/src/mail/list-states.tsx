import { Button, Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { MailCheckmarkRegular } from '@fluentui/react-icons/svg/mail-checkmark';
import { MailInboxRegular } from '@fluentui/react-icons/svg/mail-inbox';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import type { ReactElement } from 'react';
import { navigate } from '../platform/router.js';
import { listHref, type ListView } from '../platform/routes.js';
import { StateView } from '../ui/state-view.js';
import { ROW_HEIGHT } from './message-row.styles.js';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    alignItems: 'center',
    height: `${ROW_HEIGHT}px`,
    padding: '0 14px',
  },
  lines: { flexGrow: 1, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

export function ListSkeleton(): ReactElement {
  const styles = useStyles();
  return (
    <Skeleton aria-label="Loading messages">
      {[60, 45, 70, 52, 64, 48, 58].map((width) => (
        <div key={width} className={styles.row}>
          <SkeletonItem shape="circle" size={32} />
          <div className={styles.lines}>
            <SkeletonItem size={12} style={{ width: `${width}%` }} />
            <SkeletonItem size={8} style={{ width: `${width + 20}%` }} />
            <SkeletonItem size={8} style={{ width: `${width + 28}%` }} />
          </div>
        </div>
      ))}
    </Skeleton>
  );
}

export function EmptyList({ list, name }: { readonly list: ListView; readonly name: string }): ReactElement {
  if (list.search !== '') {
    return (
      <StateView
        role="status"
        art={<SearchRegular fontSize={56} />}
        title="Nothing found"
        text={`No message in ${name} matches “${list.search}”. Try fewer or other words.`}
      />
    );
  }
  if (list.unreadOnly) {
    const showAll = (): void => {
      navigate(listHref({ ...list, unreadOnly: false }));
    };
    return (
      <StateView
        role="status"
        art={<MailCheckmarkRegular fontSize={56} />}
        title="All read"
        text={`There is nothing unread in ${name}.`}
        action={<Button onClick={showAll}>Show all messages</Button>}
      />
    );
  }
  return (
    <StateView
      role="status"
      art={<MailInboxRegular fontSize={56} />}
      title={list.folder === 'inbox' ? 'Your inbox is empty' : 'Nothing here'}
      text={list.folder === 'inbox' ? 'New mail appears here by itself.' : `There are no messages in ${name}.`}
    />
  );
}
