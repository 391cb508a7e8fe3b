import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { BroomRegular } from '@fluentui/react-icons/svg/broom';
import { CheckboxCheckedRegular } from '@fluentui/react-icons/svg/checkbox-checked';
import { MailAllReadRegular } from '@fluentui/react-icons/svg/mail-all-read';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { type ReactElement, useState } from 'react';
import type { MessageSummary } from '../client/index.js';
import { findFolder, useFolders } from '../mailbox/folders.js';
import { type Density, setPreference, usePreferences } from '../platform/preferences.js';
import type { ListView } from '../platform/routes.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';
import { EmptyFolderDialog } from './folders/empty-folder-dialog.js';
import { useIsPhone } from '../ui/use-media-query.js';
import { emptyFolder, markFolderRead } from './folders/folder-actions.js';

const DENSITIES: readonly Density[] = ['comfortable', 'normal', 'compact'];
const densityNames: Readonly<Record<Density, string>> = {
  comfortable: t('Comfortable'),
  normal: t('Normal'),
  compact: t('Compact'),
};

interface ListMenuProps {
  readonly list: ListView;
  readonly name: string;
  readonly onSelectAll: (() => void) | undefined;
  /** The loaded messages of the list. */
  readonly messages: readonly MessageSummary[];
}

/** How the list is shown, and actions on the complete folder. */
export function ListMenu({ list, name, onSelectAll, messages }: ListMenuProps): ReactElement {
  const { conversations, density, readingPane } = usePreferences();
  const isPhone = useIsPhone();
  const user = useUser();
  const folder = findFolder(useFolders().data, list.folder);
  const [isAsking, setAsking] = useState(false);
  const target = { userId: user.id, list, messages, folder };
  // Search results are not the folder. Drafts and unsent messages must not be deleted all at once.
  const mayEmpty =
    list.search === '' && !list.unreadOnly && list.filter === '' && !['drafts', 'outbox'].includes(list.folder);
  return (
    <>
      <Menu
        checkedValues={{
          view: [...(conversations ? ['conversations'] : []), ...(readingPane === 'off' ? [] : ['reading'])],
          density: [density],
        }}
        onCheckedValueChange={(_, { name, checkedItems }) => {
          if (name === 'density') {
            setPreference({ density: DENSITIES.find((one) => one === checkedItems[0]) ?? density });
          } else {
            setPreference({
              conversations: checkedItems.includes('conversations'),
              readingPane: checkedItems.includes('reading') ? 'right' : 'off',
            });
          }
        }}
      >
        <MenuTrigger disableButtonEnhancement>
          <Button
            appearance="subtle"
            icon={<SettingsRegular />}
            aria-label={t('List options')}
            title={t('List options')}
          />
        </MenuTrigger>
        <MenuPopover role="region" aria-label={t('List options')}>
          <MenuList>
            <MenuItem icon={<CheckboxCheckedRegular />} disabled={onSelectAll === undefined} onClick={onSelectAll}>
              {t('Select all')}
            </MenuItem>
            {list.search === '' ? (
              <MenuItem
                icon={<MailAllReadRegular />}
                disabled={(folder?.unreadCount ?? 0) === 0}
                onClick={() => {
                  markFolderRead(target);
                }}
              >
                {t('Mark all as read')}
              </MenuItem>
            ) : null}
            {mayEmpty ? (
              <MenuItem
                icon={<BroomRegular />}
                disabled={messages.length === 0}
                onClick={() => {
                  setAsking(true);
                }}
              >
                {t('Empty folder…')}
              </MenuItem>
            ) : null}
            <MenuDivider />
            <MenuItemCheckbox name="view" value="conversations">
              {t('Group by conversation')}
            </MenuItemCheckbox>
            {isPhone ? null : (
              <MenuItemCheckbox name="view" value="reading">
                {t('Reading pane')}
              </MenuItemCheckbox>
            )}
            <MenuDivider />
            <MenuGroup>
              <MenuGroupHeader>{t('Density')}</MenuGroupHeader>
              {DENSITIES.map((one) => (
                <MenuItemRadio key={one} name="density" value={one}>
                  {densityNames[one]}
                </MenuItemRadio>
              ))}
            </MenuGroup>
          </MenuList>
        </MenuPopover>
      </Menu>
      {isAsking ? (
        <EmptyFolderDialog
          name={name}
          count={folder?.totalCount ?? messages.length}
          isForGood={list.folder === 'deleteditems'}
          onConfirm={() => {
            emptyFolder(target);
          }}
          onClose={() => {
            setAsking(false);
          }}
        />
      ) : null}
    </>
  );
}
