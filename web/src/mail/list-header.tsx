import { Button, ToggleButton, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { NavigationRegular } from '@fluentui/react-icons/svg/navigation';
import type { ReactElement } from 'react';
import type { MessageSummary } from '../client/index.js';
import { isByDate } from '../mailbox/list-order.js';
import { lastFolder } from '../platform/last-folder.js';
import { navigate } from '../platform/router.js';
import { type ListFilter, listHref, type ListView } from '../platform/routes.js';
import { t } from '../texts/t.js';
import { FilterMenu } from './filter-menu.js';
import { ListMenu } from './list-menu.js';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    padding: '0 8px 0 12px',
    minHeight: '48px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  title: {
    margin: 0,
    flexGrow: 1,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    fontWeight: tokens.fontWeightSemibold,
  },
  filter: { display: 'flex', gap: '2px' },
  filterButton: {
    minWidth: 0,
    fontWeight: tokens.fontWeightRegular,
    '@media (pointer: coarse)': { minHeight: '36px' },
  },
  filterOn: { fontWeight: tokens.fontWeightSemibold },
  search: { color: tokens.colorNeutralForeground2 },
});

interface ListHeaderProps {
  readonly list: ListView;
  readonly name: string;
  readonly onOpenFolders?: (() => void) | undefined;
  /** Absent when there is nothing to select. */
  readonly onSelectAll: (() => void) | undefined;
  /** The loaded messages of the list. */
  readonly messages: readonly MessageSummary[];
}

export function ListHeader({ list, name, onOpenFolders, onSelectAll, messages }: ListHeaderProps): ReactElement {
  const styles = useStyles();
  const isSearch = list.search !== '';
  return (
    <div className={styles.root}>
      {onOpenFolders === undefined ? null : (
        <Button appearance="subtle" icon={<NavigationRegular />} aria-label={t('Folders')} onClick={onOpenFolders} />
      )}
      <h1 className={styles.title} dir="auto">
        {isSearch ? t('“{text}”', { text: list.search }) : name}
        {list.filter === '' ? null : (
          <Text size={200} className={styles.search}>
            {' '}
            {filterTitle(list.filter)}
          </Text>
        )}
        {isSearch ? (
          <Text size={200} className={styles.search}>
            {' '}
            {t('in {folder}', { folder: name, context: 'where it was searched' })}
          </Text>
        ) : null}
      </h1>
      {isSearch ? (
        <Button
          appearance="subtle"
          icon={<DismissRegular />}
          aria-label={t('Clear search')}
          title={t('Clear search')}
          onClick={() => {
            navigate(listHref({ ...list, folder: lastFolder.get(), search: '' }));
          }}
        />
      ) : (
        <>
          <FilterButtons list={list} />
          <FilterMenu list={list} messages={messages} />
        </>
      )}
      <ListMenu list={list} name={name} onSelectAll={onSelectAll} messages={messages} />
    </div>
  );
}

function filterTitle(filter: ListFilter): string {
  switch (filter) {
    case '':
      return '';
    case 'attachments':
      return t('With attachments');
    case 'flagged':
      return t('Flagged');
    case 'focused':
      return t('Focused');
    case 'other':
      return t('Other', { context: 'inbox' });
    default:
      return filter.slice('category:'.length);
  }
}

function FilterButtons({ list }: { readonly list: ListView }): ReactElement {
  const styles = useStyles();
  return (
    <div role="group" aria-label={t('Filter')} className={styles.filter}>
      {[false, true].map((unreadOnly) => (
        <ToggleButton
          key={String(unreadOnly)}
          appearance="subtle"
          size="small"
          className={mergeClasses(styles.filterButton, list.unreadOnly === unreadOnly && styles.filterOn)}
          checked={list.unreadOnly === unreadOnly}
          onClick={() => {
            // Unread mail is sorted by its date only.
            const sort = unreadOnly && !isByDate(list) ? '' : list.sort;
            navigate(listHref({ ...list, unreadOnly, sort }));
          }}
        >
          {unreadOnly ? t('Unread') : t('All', { context: 'messages' })}
        </ToggleButton>
      ))}
    </div>
  );
}
