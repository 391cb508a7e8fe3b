import { closePage } from '../platform/testing/fake-page.js';
import { failure } from '../platform/testing/failure.js';
import { client, queryClient } from '../platform/services.js';
import { emptyDraft } from './draft.js';
import { uploadOnce, removeUploaded } from './mailbox-files.js';

const file = { id: 'f', name: 'plan.pdf', contentType: 'application/pdf', size: 100_000 };
const picture = { ...file, name: 'p.png', contentId: 'c' };
/** Another file of the same name that is already uploaded. */
const own = { ...file, id: 'g', remoteId: 'own' };
const draft = { ...emptyDraft('d', '/mail/inbox', 0), attachments: [own, file] };
const place = { mailboxId: 'M', draft, mayHaveArrived: true };
function there(id: string, change: object = {}): object {
  return { ...file, contentId: null, ...change, id };
}

describe('a file of a draft in the mailbox', () => {
  const calls: string[] = [];

  function mailboxHas(...attachments: object[]): void {
    calls.length = 0;
    Object.assign(client.mail, { message: () => Promise.resolve({ attachments }) });
    Object.assign(client.mail.drafts, {
      attach: (_: string, { name }: { name: string }) => Promise.resolve({ id: `new ${calls.push(name)}` }),
      detach: (_: string, id: string) => Promise.resolve(calls.push(`without ${id}`)),
    });
  }

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it.each([
    ['of the same name and size', file, [there('own'), there('other', { name: 'x.pdf' }), there('F')]],
    ['that is slightly larger', file, [there('F', { size: 100_300 })]],
    ['with the same content id', picture, [there('F', { name: 'image.png', size: 7, contentId: 'c' })]],
  ])('is the attachment %s when its upload got no response', async (_, wanted, attachments) => {
    mailboxHas(...attachments);
    expect(await uploadOnce(wanted, new Blob(), place, {})).toMatchObject({ id: 'F' });
    expect(calls).toEqual([]);
  });

  it.each([
    ['is another uploaded file', [there('own')]],
    ['is smaller', [there('F', { size: 99_999 })]],
    ['is larger', [there('F', { size: 200_000 })]],
  ])('is not an attachment that %s', async (_, attachments) => {
    mailboxHas(...attachments);
    await uploadOnce(file, new Blob(), place, {});
    expect(calls).toEqual(['plan.pdf']);
  });

  it('is not searched for at first', async () => {
    mailboxHas(there('F'));
    await uploadOnce(file, new Blob(), { ...place, mayHaveArrived: false }, {});
    expect(calls).toEqual(['plan.pdf']);
  });

  it('is removed when it arrived although it was cancelled', async () => {
    mailboxHas(there('own'), there('F'));
    await removeUploaded(file, place, true);
    expect(calls).toEqual(['without F']);
  });

  it('is removed when it no longer exists, and stays when that is unknown', async () => {
    const answers = [failure('not_found'), failure('network_unreachable')];
    mailboxHas();
    Object.assign(client.mail.drafts, { detach: () => Promise.reject(answers.shift() ?? new Error('once more')) });
    await removeUploaded(own, place, true);
    await expect(removeUploaded(own, place, true)).rejects.toThrow('network_unreachable');
  });
});
