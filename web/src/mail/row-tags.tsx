import type { ReactElement } from 'react';
import { tRich } from '../texts/messages.js';
import { formatNumber, t } from '../texts/t.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import { CategoryBadge } from './category-badge.js';
import { useRowStyles } from './message-row.styles.js';

const mostCategories = 2;

interface RowTagsProps {
  readonly categories: readonly string[];
  /** Colours of categories, by category name. */
  readonly colours: ReadonlyMap<string, string>;
  /** The name of the folder, when the list is of all folders. */
  readonly folder: string | undefined;
}

/** The categories of a row, and its folder. */
export function RowTags({ categories, colours, folder }: RowTagsProps): ReactElement {
  const styles = useRowStyles();
  return (
    <>
      {categories.length === 0 ? null : (
        <span className={styles.categories}>
          <VisuallyHidden>{t('Categories:')} </VisuallyHidden>
          {categories.slice(0, mostCategories).map((name) => (
            <CategoryBadge key={name} name={name} colour={colours.get(name)} />
          ))}
          {categories.length > mostCategories ? `+${formatNumber(categories.length - mostCategories)}` : null}
        </span>
      )}
      {folder !== undefined ? (
        <span className={styles.folder}>
          {tRich('<hidden>In folder</hidden> {folder}', {
            folder,
            hidden: (text) => <VisuallyHidden>{text}</VisuallyHidden>,
          })}
        </span>
      ) : null}
    </>
  );
}
