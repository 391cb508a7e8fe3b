import { Button, Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { MailCheckmarkRegular } from '@fluentui/react-icons/svg/mail-checkmark';
import { MailInboxRegular } from '@fluentui/react-icons/svg/mail-inbox';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import type { ReactElement } from 'react';
import { isRefined, noTerms, parseSearch, writeSearch } from '../mailbox/search-query.js';
import { navigate } from '../platform/router.js';
import { type ListFilter, listHref, type ListView } from '../platform/routes.js';
import { t } from '../texts/t.js';
import { StateView } from '../ui/state-view.js';
import { usePreferences } from '../platform/preferences.js';
import { useIsCoarse } from '../ui/use-media-query.js';
import { rowHeight, rowLayout } from './row-layout.js';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    alignItems: 'center',
    padding: '0 14px',
  },
  lines: { flexGrow: 1, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

export function ListSkeleton(): ReactElement {
  const styles = useStyles();
  const { density } = usePreferences();
  const layout = rowLayout(density, 0);
  const height = rowHeight(layout, useIsCoarse());
  return (
    <Skeleton aria-label={t('Loading messages')}>
      {[60, 45, 70, 52, 64, 48, 58].map((width) => (
        <div key={width} className={styles.row} style={{ height: `${height}px` }}>
          <SkeletonItem shape="circle" size={32} />
          <div className={styles.lines}>
            <SkeletonItem size={12} style={{ width: `${width}%` }} />
            <SkeletonItem size={8} style={{ width: `${width + 20}%` }} />
            {layout === 'three' ? <SkeletonItem size={8} style={{ width: `${width + 28}%` }} /> : null}
          </div>
        </div>
      ))}
    </Skeleton>
  );
}

export function EmptyList({ list, name }: { readonly list: ListView; readonly name: string }): ReactElement {
  if (list.search !== '') {
    const isSomewhere = list.folder !== 'all';
    const terms = parseSearch(list.search);
    const isNarrow = isRefined(terms) && terms.words !== '';
    return (
      <StateView
        role="status"
        art={<SearchRegular fontSize={56} />}
        title={t('Nothing found')}
        text={t('No message in {folder} matches “{search}”. Try fewer or other words.', {
          folder: name,
          search: list.search,
        })}
        action={isSomewhere || isNarrow ? <WiderSearch list={list} /> : undefined}
      />
    );
  }
  if (list.filter !== '') {
    const showAll = (): void => {
      navigate(listHref({ ...list, unreadOnly: false, filter: '' }));
    };
    return (
      <StateView
        role="status"
        art={<MailInboxRegular fontSize={56} />}
        title={t('Nothing here')}
        text={noneText(list.filter, name)}
        action={<Button onClick={showAll}>{t('Show all messages')}</Button>}
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
        title={t('All read')}
        text={t('There is nothing unread in {folder}.', { folder: name })}
        action={<Button onClick={showAll}>{t('Show all messages')}</Button>}
      />
    );
  }
  return (
    <StateView
      role="status"
      art={<MailInboxRegular fontSize={56} />}
      title={list.folder === 'inbox' ? t('Your inbox is empty') : t('Nothing here')}
      text={
        list.folder === 'inbox'
          ? t('New mail appears here automatically.')
          : t('There are no messages in {folder}.', { folder: name })
      }
    />
  );
}

/** Shown when nothing was found: the same words in all folders, or without the filters of the search. */
function WiderSearch({ list }: { readonly list: ListView }): ReactElement {
  const terms = parseSearch(list.search);
  const search = (change: Partial<ListView>) => () => {
    navigate(listHref({ ...list, ...change }));
  };
  return (
    <>
      {list.folder === 'all' ? null : (
        <Button appearance="primary" onClick={search({ folder: 'all' })}>
          {t('Search all folders')}
        </Button>
      )}
      {isRefined(terms) && terms.words !== '' ? (
        <Button onClick={search({ search: writeSearch({ ...noTerms, words: terms.words }) })}>
          {t('Clear filters')}
        </Button>
      ) : null}
    </>
  );
}

function noneText(filter: ListFilter, folder: string): string | undefined {
  switch (filter) {
    case '':
      return undefined;
    case 'attachments':
      return t('No message in {folder} has attachments.', { folder });
    case 'flagged':
      return t('No message in {folder} is flagged.', { folder });
    case 'focused':
      return t('No message in {folder} is in Focused.', { folder });
    case 'other':
      return t('No message in {folder} is in Other.', { folder });
    default:
      return t('No message in {folder} is in the category “{category}”.', {
        folder,
        category: filter.slice('category:'.length),
      });
  }
}
