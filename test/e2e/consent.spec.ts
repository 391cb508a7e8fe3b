import { jsonOf } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const draft = {
  to: [{ address: 'bilal@contoso.example' }],
  subject: 'Hello',
  body: { contentType: 'text', content: 'x' },
};

interface Prompt {
  readonly code: string;
  readonly permissions: string[];
  readonly scopes: string[];
  readonly interactionUrl: string;
}

describe('incremental consent', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair();
  }, 60_000);

  afterAll(() => system.close());

  it('responds to a send with a prompt, and sends after consent from where the user was', async () => {
    const browser = await system.signedIn('alice@contoso.example');

    const refused = await browser.xhr('POST', '/api/mail/messages', draft);
    const prompt = jsonOf<Prompt>(refused);

    expect(refused.status).toBe(403);
    expect(prompt).toMatchObject({ code: 'consent_required', permissions: ['mail.send'], scopes: ['Mail.Send'] });
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope"');

    const page = await browser.navigate(`${prompt.interactionUrl}?returnTo=/compose%3Fdraft=1`);
    const landed = await system.walk(browser, page, 'alice@contoso.example');
    expect(landed.url.pathname + landed.url.search).toBe('/compose?draft=1');

    const sent = await browser.xhr('POST', '/api/mail/messages', draft);
    expect(sent.status).toBe(202);
    const sentItems = jsonOf<{ items: { subject: string }[] }>(
      await browser.xhr('GET', '/api/mail/messages?folder=sentitems&top=1'),
    );
    expect(sentItems.items[0]?.subject).toBe('Hello');
  });

  it('opens a message of the list', async () => {
    const browser = await system.signedIn('alice@contoso.example');
    const list = jsonOf<{ items: { id: string }[] }>(await browser.xhr('GET', '/api/mail/messages?top=5'));

    const answers = await Promise.all(
      list.items.map(({ id }) => browser.xhr('GET', `/api/mail/messages/${encodeURIComponent(id)}?body=html`)),
    );

    expect(answers.map(({ status, text }) => (status === 200 ? 200 : text))).toEqual(list.items.map(() => 200));
  });
});
