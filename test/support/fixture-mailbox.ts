import type { Message, MessageSummary } from '../../src/mail/model/message.schema.js';
import type { MailFixture } from './mail-fixture.js';

interface MessagePage {
  readonly items: readonly MessageSummary[];
  readonly nextCursor: string | null;
}

/** The response to a refused request. */
export interface ProblemAnswer {
  readonly code: string;
  readonly permissions?: readonly string[];
  readonly errors?: readonly { readonly path: string }[];
}

/** A message to another user, without a subject. */
export const mail = { to: [{ address: 'bob@contoso.example' }], body: { contentType: 'text', content: 'Hello' } };

/** Alice's mailbox in the fixture's API. */
export class FixtureMailbox {
  constructor(private readonly fixture: MailFixture) {}

  async list(query = ''): Promise<MessagePage> {
    return (await this.fixture.json<MessagePage>('GET', `/api/mail/messages?${query}`)).body;
  }

  async detail(id: string, query = ''): Promise<Message> {
    return (await this.fixture.json<Message>('GET', `/api/mail/messages/${id}?${query}`)).body;
  }

  /** A message that has just arrived. */
  async delivered(subject: string, content = '<p>x</p>'): Promise<MessageSummary> {
    this.fixture.graph.control?.deliver('alice@contoso.example', { subject, body: { contentType: 'html', content } });
    const { items } = await this.list('top=1');
    if (items[0] === undefined) {
      throw new Error('nothing has come in');
    }
    return items[0];
  }

  async draft(): Promise<MessageSummary> {
    return (await this.fixture.json<MessageSummary>('POST', '/api/mail/drafts', { ...mail, subject: 'A draft' })).body;
  }
}
