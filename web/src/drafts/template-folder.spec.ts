import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folder } from '../client/index.js';
import { templateFolders, templateFolder } from './template-folder.js';

function folder(name: string, more: Partial<Folder> = {}): Folder {
  const counts = { unreadCount: 0, totalCount: 0, childFolderCount: 0 };
  return { id: name, name, parentId: 'root', wellKnownName: null, ...counts, ...more };
}

describe('the folder of templates', () => {
  it('is found by its name in any language of the app', () => {
    const names = ['de', 'fr', 'es', 'ja', 'ar'].map((language) => {
      const catalog: unknown = JSON.parse(readFileSync(join(import.meta.dirname, `../texts/${language}.json`), 'utf8'));
      return (catalog as Record<string, string>)['Templates [folder]'];
    });
    expect(templateFolders).toEqual(['Templates', ...names]);
    for (const name of templateFolders) {
      expect(templateFolder([folder('Travel'), folder(name)])?.id).toBe(name);
    }
  });

  it.each([
    ['is inside of another one', [folder('Work'), folder('Templates', { parentId: 'Work' })]],
    ['belongs to the server', [folder('Templates', { wellKnownName: 'archive' })]],
    ['has another name', [folder('Old templates')]],
  ])('is not one that %s', (_, folders) => {
    expect(templateFolder(folders)).toBeUndefined();
  });
});
