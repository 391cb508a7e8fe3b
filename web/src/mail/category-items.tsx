import { makeStyles, MenuDivider, MenuItem, MenuItemCheckbox, MenuList } from '@fluentui/react-components';
import { TagRegular } from '@fluentui/react-icons/svg/tag';
import type { ReactElement } from 'react';
import { type ActionSubjects, hasCategory, messagesOf } from '../mailbox/actions/targets.js';
import { useCategoryColours } from '../mailbox/categories.js';
import { connectOrNotify, usePermission } from '../platform/permissions.js';
import { locale, t } from '../texts/t.js';
import type { MailCommands } from './mail-commands.js';

const useStyles = makeStyles({
  dot: { display: 'block', width: '14px', height: '14px', borderRadius: '50%', border: '1px solid currentColor' },
  list: { maxHeight: 'min(420px, 60vh)', overflowY: 'auto' },
});

interface CategoryMenuProps {
  readonly subjects: ActionSubjects;
  readonly commands: MailCommands;
}

/** The user's categories, with a tick at those that all of the messages have. */
export function CategoryMenu({ subjects, commands }: CategoryMenuProps): ReactElement {
  const styles = useStyles();
  const names = useCategoryNames(messagesOf(subjects).flatMap(({ categories = [] }) => categories));
  const colours = useCategoryColours();
  const permission = usePermission('mailbox.settings');
  const ticked = names.filter((name) => hasCategory(subjects, name));
  return (
    <MenuList className={styles.list} checkedValues={{ categories: ticked }}>
      {names.map((name) => (
        <MenuItemCheckbox
          key={name}
          name="categories"
          value={name}
          icon={<CategoryDot colour={colours.get(name)} />}
          onClick={() => {
            commands.toggleCategory(subjects, name);
          }}
        >
          {name}
        </MenuItemCheckbox>
      ))}
      {permission === 'granted' ? (
        names.length === 0 ? (
          <MenuItem disabled>{t('You have no categories')}</MenuItem>
        ) : null
      ) : (
        <>
          {names.length === 0 ? null : <MenuDivider />}
          <MenuItem icon={<TagRegular />} onClick={() => void askForCategories()}>
            {t('Use my categories…')}
          </MenuItem>
        </>
      )}
    </MenuList>
  );
}

export function CategoryDot({ colour }: { readonly colour: string | undefined }): ReactElement {
  const styles = useStyles();
  return <span className={styles.dot} style={colour === undefined ? undefined : { backgroundColor: colour }} />;
}

/** All categories of the user, if the app may read them, and those of these messages. */
export function useCategoryNames(used: readonly string[]): readonly string[] {
  const colours = useCategoryColours();
  return [...new Set([...colours.keys(), ...used])].sort((a, b) => a.localeCompare(b, locale()));
}

/** The list of categories is a setting of the mailbox, which requires a separate permission. */
export async function askForCategories(): Promise<void> {
  await connectOrNotify(['mailbox.settings']);
}
