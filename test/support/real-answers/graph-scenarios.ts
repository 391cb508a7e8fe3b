import { isSignedIn, jsonOf, type Answer, type UserAgent } from '../user-agent.js';
import type { TestSystem } from '../test-system.js';
import type { Seen } from './seen.js';
import type { Playable } from './table.js';

const alice = 'alice@contoso.example';
const carla = 'carla@contoso.example';
const all = ['User.Read', 'Mail.Read', 'Mail.Send', 'Mail.ReadWrite'];
/** After this time, the waits that Graph requested are over, but the session is not. */
const pauseMs = 130_000;

/** The request of Graph that a scenario is about. */
interface Target {
  readonly method: string;
  readonly match: Readonly<Record<string, string>>;
  /** Its path in the sandbox's log. */
  readonly path: RegExp;
}

function target(method: string, route: string, path: RegExp, more: Readonly<Record<string, string>> = {}): Target {
  return {
    method,
    match: { method, route, ...more },
    path,
  };
}

const list = target('GET', '/me/mailFolders/{folder}/messages', /\/me\/mailFolders\/[^/]+\/messages(\?|$)/i);
const targets: Readonly<Record<string, Target>> = {
  list,
  search: list,
  nextLink: list,
  nextPage: { ...list, match: { ...list.match, query: '*skip*' }, path: /\/messages\?.*skip/i },
  gzip: list,
  open: target('GET', '/me/messages/{message}', /\/me\/messages\/[^/]+(\?|$)/),
  edit: target('PATCH', '/me/messages/{message}', /\/me\/messages\/[^/]+$/),
  move: target('POST', '/me/messages/{message}/move', /\/me\/messages\/[^/]+\/move$/),
  deletePermanently: target('POST', '/me/messages/{message}/permanentDelete', /\/permanentDelete$/),
  createDraft: target('POST', '/me/messages', /\/me\/messages(\?|$)/),
  send: target('POST', '/me/sendMail', /\/me\/sendMail$/i),
  folders: target('GET', '/me/mailFolders', /\/me\/mailFolders(\?|$)/),
  changes: target('GET', '/me/mailFolders/{folder}/messages/delta', /delta/, { query: '*deltatoken*' }),
  photo: { method: 'GET', match: { method: 'GET', path: '/me/photo*' }, path: /\/me\/photo/ },
  download: target('GET', '/me/messages/{message}/attachments/{attachment}/$value', /\/\$value$/),
};

/** How the service gets a response of Graph. */
export class GraphScenarios {
  #browser: UserAgent | undefined;

  constructor(private readonly system: TestSystem) {}

  async play(playable: Playable): Promise<Seen> {
    await this.system.advance(pauseMs);
    this.#browser = await this.#signedIn();
    try {
      const seen = await this.#run(playable);
      return { session: await sessionOf(this.#signedInBrowser), ...seen };
    } finally {
      this.#control.clearFaults();
      this.#control.graph.clearMailbox(alice);
    }
  }

  get #signedInBrowser(): UserAgent {
    if (this.#browser === undefined) {
      throw new Error('nobody is signed in');
    }
    return this.#browser;
  }

  get #control() {
    return this.system.sandbox.control;
  }

  async #signedIn(user = alice): Promise<UserAgent> {
    this.#control.grantConsent(user, all);
    const known = user === alice ? this.#browser : undefined;
    return known !== undefined && (await isSignedIn(known)) === true ? known : this.system.signedIn(user);
  }

  #run(playable: Playable): Promise<Seen> {
    const { scenario } = playable.play;
    switch (scenario) {
      case 'list':
        return this.#ask(playable, 'GET', '/api/mail/messages?folder=inbox&top=25');
      case 'search':
        return this.#ask(playable, 'GET', '/api/mail/messages?folder=inbox&top=25&search=c%23');
      case 'folderTree':
        return this.#folderTree(playable);
      case 'folders':
        return this.#ask(playable, 'GET', '/api/mail/folders');
      case 'photo':
        return this.#ask(playable, 'GET', '/api/me/photo');
      case 'open':
        return this.#open(playable);
      case 'edit':
        return this.#onMessage(playable, 'PATCH', '', { isRead: true });
      case 'move':
        return this.#onMessage(playable, 'POST', '/move', { folder: 'archive' });
      case 'deletePermanently':
        return this.#onMessage(playable, 'DELETE', '?permanent=true');
      case 'createDraft':
        return this.#ask(playable, 'POST', '/api/mail/drafts', { subject: 'A draft', body: text });
      case 'send':
        return this.#ask(playable, 'POST', '/api/mail/messages', {
          to: [{ address: alice }],
          subject: 'x',
          body: text,
        });
      case 'changes':
        return this.#changes(playable);
      case 'nextPage':
        return this.#nextPage(playable);
      case 'nextLink':
        return this.#nextLink(playable);
      case 'opaqueId':
        return this.#opaqueId(playable);
      case 'awayAndBack':
        return this.#awayAndBack();
      case 'mailboxReadyLater':
        return this.#mailboxReadyLater();
      case 'download':
        return this.#download(playable);
      case 'gzip':
        return this.#gzip();
      case 'folderNames':
        return this.#folderNames(playable);
      default:
        throw new RangeError(`no scenario ${scenario}`);
    }
  }

  /** Scripts the response and sends one request of the page. */
  async #ask(playable: Playable, method: string, path: string, body?: unknown): Promise<Seen> {
    const { method: graphMethod, match, path: pattern } = requiredTarget(playable);
    this.#script(playable, match);
    this.#control.clearRequests();
    const answer = await this.#signedInBrowser.xhr(method, path, body);
    const calls = this.#control
      .requests({ point: 'graph', method: graphMethod })
      .filter((request) => pattern.test(request.path)).length;
    return { answer, calls, refreshes: this.#control.requests({ point: 'token', grantType: 'refresh_token' }).length };
  }

  #script({ answer, play: { times, when } }: Playable, match: Readonly<Record<string, string>>): void {
    this.#control.answerWith({
      where: 'graph',
      match: { user: alice, ...match },
      answer: { ...answer, body: this.#withOwnLinks(answer.body) },
      ...(times === undefined ? {} : { times }),
      ...(when === undefined ? {} : { when }),
    });
  }

  /** Recorded links lead to the real Graph; here they lead to the one of this test. */
  #withOwnLinks(body: unknown): unknown {
    if (body === undefined) {
      return undefined;
    }
    const text = JSON.stringify(body).replaceAll('https://graph.microsoft.com/v1.0', this.system.sandbox.graphBaseUrl);
    return JSON.parse(text) as unknown;
  }

  #newMessage(): string {
    return this.#control.graph.deliver(alice, { subject: 'A message' }).immutableId;
  }

  async #onMessage(playable: Playable, method: string, rest: string, body?: unknown): Promise<Seen> {
    return this.#ask(playable, method, `/api/mail/messages/${encodeURIComponent(this.#newMessage())}${rest}`, body);
  }

  async #open(playable: Playable): Promise<Seen> {
    const { body } = playable.answer;
    const id = typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : 'AAMkAGI1ID=';
    return this.#ask(playable, 'GET', `/api/mail/messages/${encodeURIComponent(id)}?body=html`);
  }

  async #changes(playable: Playable): Promise<Seen> {
    const cursor = await this.#cursorOfChanges();
    return this.#ask(playable, 'GET', `/api/mail/changes?folder=inbox&cursor=${encodeURIComponent(cursor)}`);
  }

  async #cursorOfChanges(): Promise<string> {
    return jsonOf<{ cursor: string }>(await this.#signedInBrowser.xhr('GET', '/api/mail/changes?folder=inbox')).cursor;
  }

  async #nextPage(playable: Playable): Promise<Seen> {
    const first = jsonOf<Page>(await this.#signedInBrowser.xhr('GET', '/api/mail/messages?folder=inbox&top=5'));
    return this.#ask(playable, 'GET', nextOf(first));
  }

  /** The list returns a link, and the caller follows it. */
  async #nextLink(playable: Playable): Promise<Seen> {
    this.#script({ ...playable, play: { ...playable.play, times: 1 } }, list.match);
    const first = await this.#signedInBrowser.xhr('GET', '/api/mail/messages?folder=inbox&top=5');
    const { nextCursor } = first.status === 200 ? jsonOf<Page>(first) : {};
    if (typeof nextCursor !== 'string') {
      return { answer: first };
    }
    return { answer: await this.#signedInBrowser.xhr('GET', nextOf({ nextCursor })) };
  }

  /** Listed messages are opened, changed, moved and deleted by the id in the list. */
  async #opaqueId(playable: Playable): Promise<Seen> {
    this.#script(playable, list.match);
    const answer = await this.#signedInBrowser.xhr('GET', '/api/mail/messages?folder=inbox&top=25');
    const id = jsonOf<Page>(answer).items?.[0]?.id ?? '';
    const path = `/api/mail/messages/${encodeURIComponent(id)}`;
    const segment = encodeURIComponent(id);
    const item = { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id }) };
    for (const action of ['', '/move', '/permanentDelete']) {
      this.#control.answerWith({
        where: 'graph',
        match: { path: `/me/messages/${segment}${action}$` },
        answer: action === '/permanentDelete' ? { status: 204 } : { ...item, status: action === '' ? 200 : 201 },
      });
    }
    this.#control.clearRequests();
    const answers = [
      await this.#signedInBrowser.xhr('GET', path),
      await this.#signedInBrowser.xhr('PATCH', path, { isRead: true }),
      await this.#signedInBrowser.xhr('POST', `${path}/move`, { folder: 'archive' }),
      await this.#signedInBrowser.xhr('DELETE', path),
      await this.#signedInBrowser.xhr('DELETE', `${path}?permanent=true`),
    ];
    const foreign = this.#control
      .requests({ point: 'graph' })
      .map((request) => request.path.split('?')[0] ?? '')
      .filter((each) => each.includes('/me/messages/') && each.split('/')[4] !== segment);
    const wrong = answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 204);
    return {
      answer,
      faults: [...foreign.map((each) => `asked Graph for ${each}`), ...wrong.map((each) => `got ${each}`)],
    };
  }

  async #awayAndBack(): Promise<Seen> {
    const id = this.#newMessage();
    const cursor = await this.#cursorOfChanges();
    const move = `/api/mail/messages/${encodeURIComponent(id)}/move`;
    await this.#signedInBrowser.xhr('POST', move, { folder: 'archive' });
    await this.#signedInBrowser.xhr('POST', move, { folder: 'inbox' });
    const answer = await this.#signedInBrowser.xhr(
      'GET',
      `/api/mail/changes?folder=inbox&cursor=${encodeURIComponent(cursor)}`,
    );
    const { removed } = jsonOf<{ removed?: string[] }>(answer);
    return {
      answer,
      faults: removed?.includes(id) === true ? ['a message that is in the folder is reported as removed'] : [],
    };
  }

  /** A user signs in a second before their mailbox is ready. */
  async #mailboxReadyLater(): Promise<Seen> {
    this.#control.graph.setMailbox(carla, { state: 'not-enabled', readyAt: this.#control.now() + 60_000 });
    const browser = await this.#signedIn(carla);
    const before = await browser.xhr('GET', '/api/mail/folders');
    await this.system.advance(61_000);
    const answer = await browser.xhr('GET', '/api/mail/folders');
    this.#control.graph.clearMailbox(carla);
    return {
      answer,
      session: await sessionOf(browser),
      faults: [...(before.status === 409 ? [] : [`before: ${before.status}`]), ...namesMissingFrom(answer)],
    };
  }

  /** A batch fails once: the list is shown, and the next one has the names. */
  async #folderNames(playable: Playable): Promise<Seen> {
    // A process that has not requested the names yet.
    await this.system.stopApp();
    await this.system.startApp();
    const browser = await this.#signedIn();
    this.#browser = browser;
    this.#control.answerWith({ where: 'batch', answer: playable.answer });
    const answer = await browser.xhr('GET', '/api/mail/folders');
    this.#control.clearFaults();
    await this.system.advance(120_000);
    const next = await browser.xhr('GET', '/api/mail/folders');
    const { items = [] } = answer.status === 200 ? jsonOf<{ items?: unknown[] }>(answer) : {};
    return { answer, faults: [...(items.length > 5 ? [] : ['folders are missing']), ...namesMissingFrom(next)] };
  }

  /** The batch of a level fails once: the tree is shown nevertheless. */
  async #folderTree({ answer }: Playable): Promise<Seen> {
    const browser = this.#signedInBrowser;
    const tree = '/api/mail/folders?depth=20';
    const before = await browser.xhr('GET', tree);
    this.#control.answerWith({ where: 'batch', times: 1, answer });
    const after = await browser.xhr('GET', tree);
    return { answer: after, faults: after.text === before.text ? [] : ['the tree has changed'] };
  }

  async #download(playable: Playable): Promise<Seen> {
    const { row, answer } = playable;
    const isReference = String(row.listed?.['@odata.type']).endsWith('referenceAttachment');
    const message = this.#control.graph.deliver(alice, {
      subject: 'Something attached',
      attachments: [
        {
          name: String(row.listed?.['name']),
          contentType: answer.headers['content-type'] ?? 'application/octet-stream',
          contentBytes: Buffer.from(String(answer.body)).toString('base64'),
          special: isReference
            ? { kind: 'reference', sourceUrl: 'https://contoso-my.sharepoint.example/Plan.xlsx' }
            : { kind: 'item', itemType: itemTypeOf(row.listed) },
        },
      ],
    }).immutableId;
    const path = `/api/mail/messages/${encodeURIComponent(message)}`;
    const [attachment] = jsonOf<{ attachments: { id: string; kind?: string }[] }>(
      await this.#signedInBrowser.xhr('GET', path),
    ).attachments;
    const seen = await this.#ask(playable, 'GET', `${path}/attachments/${encodeURIComponent(attachment?.id ?? '')}`);
    return { ...seen, attachmentKind: attachment?.kind };
  }

  /** The service requests compressed responses, and understands compressed refusals too. */
  async #gzip(): Promise<Seen> {
    this.#control.clearRequests();
    const answer = await this.#signedInBrowser.xhr('GET', '/api/mail/messages?folder=inbox&top=25');
    const refused = await this.#signedInBrowser.xhr('GET', '/api/mail/messages/AAMkADAwNothingHere%3D');
    const asked = this.#control.requests({ point: 'graph' }).map(({ headers }) => headers['accept-encoding'] ?? '');
    return {
      answer,
      faults: [
        ...asked.filter((each) => !each.includes('gzip')).map((each) => `asked for "${each}"`),
        ...(refused.status === 404 ? [] : [`a refusal became ${refused.status}`]),
      ],
    };
  }
}

const text = { contentType: 'text', content: 'x' };

interface Page {
  readonly items?: readonly { readonly id: string }[];
  readonly nextCursor?: string | null;
}

function nextOf({ nextCursor }: Page): string {
  return `/api/mail/messages?folder=inbox&top=5&cursor=${encodeURIComponent(nextCursor ?? '')}`;
}

function requiredTarget({ play: { scenario } }: Playable): Target {
  const found = targets[scenario];
  if (found === undefined) {
    throw new RangeError(`no target ${scenario}`);
  }
  return found;
}

function namesMissingFrom(answer: Answer): string[] {
  const { items = [] } =
    answer.status === 200 ? jsonOf<{ items?: { wellKnownName: string | null }[] }>(answer) : { items: [] };
  const names = new Set(items.map(({ wellKnownName }) => wellKnownName));
  return ['inbox', 'drafts', 'sentitems'].filter((name) => !names.has(name)).map((name) => `${name} has no name`);
}

async function sessionOf(browser: UserAgent): Promise<'lives' | 'ends'> {
  return (await isSignedIn(browser)) === true ? 'lives' : 'ends';
}

function itemTypeOf(listed: Readonly<Record<string, unknown>> | undefined): 'message' | 'event' | 'contact' {
  const item = JSON.stringify(listed?.['item'] ?? '');
  return item.includes('event') ? 'event' : item.includes('contact') ? 'contact' : 'message';
}
