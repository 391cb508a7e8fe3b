import type { Folder } from '../client/index.js';
import { t } from '../texts/t.js';

/**
 * The name of the templates' folder in the languages of the app. The first save creates the folder in the user's language. It is found
 * in any of them, whatever the language is later. A test compares this list with the catalogs.
 */
export const templateFolders: readonly string[] = [
  'Templates',
  'Vorlagen',
  'Modèles',
  'Plantillas',
  'テンプレート',
  'القوالب',
];

export function templateFolderName(): string {
  return t('Templates', { context: 'folder' });
}

/** The folder of the templates, if it exists: the user's own folder, at the top level of the mailbox. */
export function templateFolder(folders: readonly Folder[]): Folder | undefined {
  const known = new Set(folders.map(({ id }) => id));
  return folders.find(
    ({ name, parentId, wellKnownName }) =>
      wellKnownName === null && !known.has(parentId ?? '') && templateFolders.includes(name.normalize().trim()),
  );
}
