import { MailFixture, type FixtureAnswer } from '../support/mail-fixture.js';
import { mail, FixtureMailbox, type ProblemAnswer } from '../support/fixture-mailbox.js';

describe('sending mail', () => {
  let fixture: MailFixture;
  let mailbox: FixtureMailbox;

  beforeAll(async () => {
    fixture = await MailFixture.start();
    mailbox = new FixtureMailbox(fixture);
  });

  afterEach(() => {
    fixture.tokens.granted = new Set(['User.Read', 'Mail.Read', 'Mail.Send', 'Mail.ReadWrite']);
  });

  afterAll(() => fixture.close());

  it('sends once per key', async () => {
    const message = { ...mail, subject: 'Once', cc: [{ name: 'Alice', address: 'alice@contoso.example' }] };
    const key = { 'idempotency-key': 'key-of-once' };

    const answers = [
      await fixture.json('POST', '/api/mail/messages', message, key),
      await fixture.json('POST', '/api/mail/messages', message, key),
      await fixture.json<ProblemAnswer>('POST', '/api/mail/messages', { ...message, subject: 'Twice' }, key),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 422]);
    const { items } = await mailbox.list('folder=sentitems&top=5');
    expect(items.filter(({ subject }) => subject === 'Once')).toHaveLength(1);
  });

  it('does not store a sent message on request', async () => {
    await fixture.json('POST', '/api/mail/messages', { ...mail, subject: 'Unkept', saveToSentItems: false });

    const { items } = await mailbox.list('folder=sentitems&top=5');
    expect(items.some(({ subject }) => subject === 'Unkept')).toBe(false);
  });

  it('requests receipts', async () => {
    const receipts = { isReadReceiptRequested: true, isDeliveryReceiptRequested: true };
    await fixture.json('POST', '/api/mail/messages', { ...mail, ...receipts, subject: 'Tell me' });

    const [sent] = (await mailbox.list('folder=sentitems&top=1')).items;
    expect(await mailbox.detail(sent?.id ?? '')).toMatchObject({ subject: 'Tell me', ...receipts });
  });

  it.each([
    [{ ...mail, to: [] }, 'to'],
    [{ ...mail, to: [{ address: 'nobody' }] }, 'to.0.address'],
    [{ ...mail, importance: 'urgent' }, 'importance'],
    [{ ...mail, isReadReceiptRequested: 'yes' }, 'isReadReceiptRequested'],
    [{ ...mail, attachments: [{ name: 'a', contentBytes: '!' }] }, 'attachments.0.contentBytes'],
    [{ ...mail, from: 'me' }, ''],
  ])('does not send %j', async (message, path) => {
    const { status, body } = await fixture.json<ProblemAnswer>('POST', '/api/mail/messages', message);

    expect([status, body.errors?.map((error) => error.path)]).toEqual([400, expect.arrayContaining([path])]);
  });

  it('never lets a text become a recipient or a header', async () => {
    const subject = '"},"ccRecipients":[{"emailAddress":{"address":"evil@x.example"}}] 🙂';
    await fixture.json('POST', '/api/mail/messages', { ...mail, subject });

    const { items } = await mailbox.list('folder=sentitems&top=1');
    expect(items[0]?.subject).toBe(subject);
  });

  it('replies and forwards', async () => {
    const message = await mailbox.delivered('To be answered');
    const body = { contentType: 'html', content: '<p>Yes</p>' };
    const at = (action: string, content: object): Promise<FixtureAnswer<unknown>> =>
      fixture.json('POST', `/api/mail/messages/${message.id}/${action}`, content);

    const answers = [
      await at('reply', { body }),
      await at('reply-all', { body }),
      await at('forward', { body, to: mail.to }),
      await at('forward', { body, to: [] }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 400]);
  });

  it('requests consent when Graph refuses a token that lacks the scope', async () => {
    fixture.tokens.granted = new Set(['Mail.Read']);

    const { status, body } = await fixture.json<ProblemAnswer>('POST', '/api/mail/messages', {
      ...mail,
      subject: 'No',
    });

    expect([status, body.code, body.permissions]).toEqual([403, 'consent_required', ['mail.send']]);
  });
});
