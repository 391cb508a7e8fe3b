import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components';
import { FilterFilled, FilterRegular } from '@fluentui/react-icons/svg/filter';
import { TagRegular } from '@fluentui/react-icons/svg/tag';
import type { ReactElement } from 'react';
import type { MessageSummary } from '../client/index.js';
import { useCategoryColours } from '../mailbox/categories.js';
import { isByDate } from '../mailbox/list-order.js';
import { noTerms, writeSearch } from '../mailbox/search-query.js';
import { usePermission } from '../platform/permissions.js';
import { navigate } from '../platform/router.js';
import { type ListFilter, listHref, type ListSort, type ListView } from '../platform/routes.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';
import { askForCategories, CategoryDot, useCategoryNames } from './category-items.js';

interface FilterMenuProps {
  readonly list: ListView;
  /** The loaded messages of the list. */
  readonly messages: readonly MessageSummary[];
}

const SORTS: readonly { readonly sort: ListSort; readonly name: string }[] = [
  { sort: '', name: t('Newest first') },
  { sort: 'oldest', name: t('Oldest first') },
  { sort: 'from', name: t('Sender') },
  { sort: 'subject', name: t('Subject') },
];

/** Filters and sorts a folder. Graph sorts a filtered list only by date. */
export function FilterMenu({ list, messages }: FilterMenuProps): ReactElement {
  const user = useUser();
  const permission = usePermission('mailbox.settings');
  const colours = useCategoryColours();
  const names = useCategoryNames(messages.flatMap(({ categories = [] }) => categories));
  const isNarrowed = list.filter !== '';
  const show = (filter: ListFilter): void => {
    navigate(listHref({ ...list, filter, sort: isByDate(list) ? list.sort : '' }));
  };
  const order = (sort: ListSort): void => {
    navigate(listHref({ ...list, sort, ...(isByDate({ ...list, sort }) ? {} : { filter: '', unreadOnly: false }) }));
  };
  return (
    <Menu
      checkedValues={{ filter: [list.filter], sort: [list.sort] }}
      onCheckedValueChange={(_, { name, checkedItems: [chosen = ''] }) => {
        if (name === 'filter') {
          show(chosen as ListFilter);
        } else {
          order(chosen as ListSort);
        }
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content={t('Filter and sort')} relationship="label">
          <Button appearance="subtle" icon={isNarrowed || list.sort !== '' ? <FilterFilled /> : <FilterRegular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover role="region" aria-label={t('Filter and sort')}>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{t('Show')}</MenuGroupHeader>
            <MenuItemRadio name="filter" value="">
              {t('Everything')}
            </MenuItemRadio>
            {list.folder === 'inbox' ? (
              <>
                <MenuItemRadio name="filter" value="focused">
                  {t('Focused')}
                </MenuItemRadio>
                <MenuItemRadio name="filter" value="other">
                  {t('Other', { context: 'inbox' })}
                </MenuItemRadio>
              </>
            ) : null}
            <MenuItemRadio name="filter" value="flagged">
              {t('Flagged')}
            </MenuItemRadio>
            <MenuItemRadio name="filter" value="attachments">
              {t('With attachments')}
            </MenuItemRadio>
            {names.map((name) => (
              <MenuItemRadio
                key={name}
                name="filter"
                value={`category:${name}`}
                icon={<CategoryDot colour={colours.get(name)} />}
              >
                {name}
              </MenuItemRadio>
            ))}
            {permission === 'granted' ? null : (
              <MenuItem icon={<TagRegular />} onClick={() => void askForCategories()}>
                {t('Use my categories…')}
              </MenuItem>
            )}
            <MenuItem
              onClick={() => {
                navigate(
                  listHref({
                    ...list,
                    unreadOnly: false,
                    filter: '',
                    sort: '',
                    search: writeSearch({ ...noTerms, to: user.username }),
                  }),
                );
              }}
            >
              {t('To me')}
            </MenuItem>
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('Sort by')}</MenuGroupHeader>
            {SORTS.map(({ sort, name }) => (
              <MenuItemRadio key={sort} name="sort" value={sort}>
                {name}
              </MenuItemRadio>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
