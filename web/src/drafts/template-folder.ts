import type { Folder } from '../client/index.js';
import { t } from '../texts/t.js';

/**
 * What the folder of templates is called in the languages of the app. It is made in the language of whoever saves the first one,
 * and found whatever the language is by then; a test keeps this list and the catalogs together.
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

/** The folder that templates are kept in, once there is one: the user's own, at the top of the mailbox. */
export function templateFolder(folders: readonly Folder[]): Folder | undefined {
  const known = new Set(folders.map(({ id }) => id));
  return folders.find(
    ({ name, parentId, wellKnownName }) =>
      wellKnownName === null && !known.has(parentId ?? '') && templateFolders.includes(name.normalize().trim()),
  );
}
