import { closePage } from '../platform/testing/fake-page.js';
import { queryClient } from '../platform/services.js';
import { maxFileBytes } from '../drafts/attachment-limits.js';
import { type DraftAttachment, emptyDraft } from '../drafts/draft.js';
import { FileRefusal, storeFiles, type NewFile } from '../drafts/stored-files.js';
import type { Template } from '../drafts/templates.js';
import { insertTemplate } from './insert-template.js';

const alice = { name: 'Alice', address: 'alice@contoso.example' };
const blank = emptyDraft('d', '/mail/inbox', 0);

function file(name: string, contentId?: string, size?: number): Template['files'][number] {
  const content = new File(['x'], name, { type: 'image/png' });
  if (size !== undefined) {
    Object.defineProperty(content, 'size', { value: size });
  }
  return { attachment: { id: name, name, contentType: 'image/png', size: content.size, contentId }, content };
}

function template(html: string, ...files: Template['files']): Template {
  return { draft: { ...blank, to: [alice], subject: 'Report', html }, files };
}

describe('inserting a template', () => {
  const device = new Map<string, File>();
  let room = Infinity;
  let attached: readonly DraftAttachment[] = [];
  let changed: object[] = [];
  let inserted: string[] = [];

  const location = {
    put: (id: string, content: File): Promise<void> => {
      if (device.size >= room) {
        return Promise.reject(new Error('full'));
      }
      device.set(id, content);
      return Promise.resolve();
    },
    remove: (id: string): Promise<void> => {
      device.delete(id);
      return Promise.resolve();
    },
  };
  const insert = (one: Template): Promise<void> =>
    insertTemplate(one, () => blank, {
      attach: async (files: readonly NewFile[]) => {
        attached = await storeFiles(location, files);
      },
      change: (change) => changed.push(change),
      insert: (html) => inserted.push(html),
    });

  beforeEach(() => {
    device.clear();
    room = Infinity;
    attached = [];
    changed = [];
    inserted = [];
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it('inserts recipients, subject, text and files', async () => {
    await insert(template('<p>Hello</p>', file('plan.pdf')));
    expect(attached).toMatchObject([{ name: 'plan.pdf', contentId: undefined }]);
    expect(changed).toMatchObject([{ to: [alice], subject: 'Report' }]);
    expect(inserted).toEqual(['<p>Hello</p>']);
  });

  it('gives each picture its own id in this message, also where one id begins with another', async () => {
    const html = '<img src="cid:p1"><img src="cid:p10"><p>cid:p1</p>';
    await insert(template(html, file('a.png', 'p1'), file('b.png', 'p10')));
    const [first, second] = attached.map(({ contentId }) => contentId ?? '');
    expect(first).toMatch(/@picture$/);
    expect(first).not.toBe(second);
    expect(inserted).toEqual([`<img src="cid:${first ?? ''}"><img src="cid:${second ?? ''}"><p>cid:p1</p>`]);
  });

  it.each([
    ['a file is too large', [file('plan.pdf'), file('film.mov', undefined, maxFileBytes + 1)], Infinity],
    ['storage is full for a file', [file('plan.pdf'), file('list.csv')], 1],
    ['storage is full for a picture', [file('plan.pdf'), file('a.png', 'p1')], 1],
  ])('inserts nothing when %s, and reports it', async (_, files, most) => {
    room = most;
    await expect(insert(template('<img src="cid:p1">', ...files))).rejects.toThrow(FileRefusal);
    expect({ changed, inserted, stored: device.size }).toEqual({ changed: [], inserted: [], stored: 0 });
  });
});
