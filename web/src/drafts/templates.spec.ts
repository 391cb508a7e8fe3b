import { jest } from '@jest/globals';
import { closePage } from '../platform/testing/fake-page.js';
import { ProblemError } from '../client/index.js';
import { failure } from '../platform/testing/failure.js';
import { client, queryClient } from '../platform/services.js';
import { emptyDraft } from './draft.js';
import { saveTemplate, templatesQuery } from './templates.js';

const folder = { id: 'T', name: 'Templates', parentId: null, wellKnownName: null };
const draft = { ...emptyDraft('d', '/mail/inbox', 0), html: '<p>Hello</p>' };

describe('saving a template', () => {
  const calls: string[] = [];
  const note = (call: string): Promise<undefined> => {
    calls.push(call);
    return Promise.resolve(undefined);
  };
  const save = (replaced: string | undefined): Promise<void> =>
    saveTemplate('alice', { name: 'Report', draft, replaced });

  beforeEach(() => {
    calls.length = 0;
    queryClient.clear();
    Object.assign(client.mail, {
      folders: () => Promise.resolve({ items: [folder], nextCursor: null }),
      move: (id: string, to: string) => note(`move ${id} to ${to}`),
      delete: (id: string) => note(`delete ${id}`),
    });
    Object.assign(client.mail.drafts, {
      create: ({ subject }: { subject: string }) => note(`create ${subject}`).then(() => ({ id: 'new' })),
      delete: (id: string) => note(`drop ${id}`),
    });
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it('moves the new one into the folder before it deletes the old one', async () => {
    await save('old');
    expect(calls).toEqual(['create Report', 'move new to T', 'delete old']);
  });

  it('leaves nothing behind when the folder refuses it, and does not delete the old one', async () => {
    Object.assign(client.mail, { move: () => Promise.reject(failure('graph_unavailable')) });
    await expect(save('old')).rejects.toThrow(ProblemError);
    expect(calls).toEqual(['create Report', 'drop new']);
  });

  it('succeeds when the old one can’t be deleted, and requests the list of templates again', async () => {
    Object.assign(client.mail, { delete: () => Promise.reject(failure('graph_unavailable')) });
    const invalidated = jest.spyOn(queryClient, 'invalidateQueries');
    await save('old');
    expect(invalidated.mock.calls.map(([filters]) => filters?.queryKey)).toContainEqual(templatesQuery.queryKey);
    invalidated.mockRestore();
  });
});
