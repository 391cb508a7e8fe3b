import Fastify, { type FastifyInstance } from 'fastify';
import type { AccessTokenCheck, Fault, FaultRegistry, RecordedRequest, SandboxUser } from '../../model.js';
import { graphPlugin, type GraphControl } from '../index.js';

export const TENANT = '11111111-1111-4111-8111-111111111111';

function user(number: number, name: string, more: Partial<SandboxUser> = {}): SandboxUser {
  const [givenName = '', surname = ''] = name.split(' ');
  const address = `${givenName.toLowerCase()}@contoso.com`;
  return {
    oid: `${String(number).repeat(8)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`,
    tid: TENANT,
    username: address,
    password: 'unused',
    displayName: name,
    givenName,
    surname,
    jobTitle: 'Engineer',
    mail: address,
    accountType: 'work',
    isAdmin: false,
    guestIn: [],
    isEnabled: true,
    ...more,
  };
}

export const ALICE = user(1, 'Alice Archer');
export const BOB = user(2, 'Bob Baker');
/** Without an address, and so without a mailbox. */
export const CLEO = user(3, 'Cleo Clark', { mail: null });
const USERS: readonly SandboxUser[] = [ALICE, BOB, CLEO];

export const allScopes = 'User.Read Mail.Read Mail.ReadWrite Mail.Send';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly bytes: Buffer;
  readonly json: Record<string, unknown>;
}

export interface CallOptions {
  readonly scopes?: string;
  readonly user?: SandboxUser;
  readonly headers?: Record<string, string>;
  readonly body?: object | string | Buffer;
  readonly token?: string;
}

class FakeFaults implements FaultRegistry {
  readonly scripted: Fault[] = [];
  readonly taken: Readonly<Record<string, string>>[] = [];

  take(point: string, facts: Readonly<Record<string, string>>): Fault | undefined {
    this.taken.push(facts);
    const position = this.scripted.findIndex(
      (fault) =>
        fault.point === point && Object.entries(fault.match ?? {}).every(([name, wanted]) => facts[name] === wanted),
    );
    return position === -1 ? undefined : this.scripted.splice(position, 1)[0];
  }

  takeAll(point: string, facts: Readonly<Record<string, string>>): readonly Fault[] {
    const fault = this.take(point, facts);
    return fault === undefined ? [] : [fault];
  }

  waitAtGate(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A Graph whose tokens are `user name|scopes`, whose clock the test sets and whose faults are a list. */
export class GraphFixture {
  readonly app: FastifyInstance = Fastify({ forceCloseConnections: true });
  readonly faults = new FakeFaults();
  readonly recorded: RecordedRequest[] = [];
  readonly control: GraphControl;
  now = Date.parse('2026-11-20T12:00:00Z');
  challenge: string | undefined;
  #listening: Promise<string> | undefined;

  constructor(options: { readonly hasSeparateUploads?: boolean; readonly fetch?: typeof fetch } = {}) {
    const graph = graphPlugin({
      directory: { users: () => USERS },
      accessTokens: { verify: (header) => Promise.resolve(this.#verify(header)) },
      faults: this.faults,
      clock: { now: () => this.now },
      record: (request) => {
        this.recorded.push(request);
      },
      baseUrl: () => 'https://graph.test',
      authorizationUri: () => 'https://login.test/common/oauth2/v2.0/authorize',
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    });
    this.control = graph.control;
    if (options.hasSeparateUploads === true) {
      this.app.register(graph.uploads, { prefix: '/api/v2.0' });
    }
    this.app.register(graph, { prefix: '/v1.0' });
  }

  /** `path` is below the version, or a complete link from a response. */
  async call(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    options: CallOptions = {},
  ): Promise<Answer> {
    const { body } = options;
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
    const token = options.token ?? `Bearer ${(options.user ?? ALICE).username}|${options.scopes ?? allScopes}`;
    const response = await fetch(await this.#urlOf(path), {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: token }),
        ...(isJson ? { 'content-type': 'application/json' } : {}),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    const isAnswerJson = response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text,
      bytes,
      json: isAnswerJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  }

  async get(path: string, options: CallOptions = {}): Promise<Answer> {
    return this.call('GET', path, options);
  }

  async post(path: string, body: object | undefined, options: CallOptions = {}): Promise<Answer> {
    return this.call('POST', path, body === undefined ? options : { ...options, body });
  }

  /** Where it listens. */
  origin(): Promise<string> {
    this.#listening ??= this.app.listen({ port: 0, host: '127.0.0.1' });
    return this.#listening;
  }

  async #urlOf(path: string): Promise<string> {
    const origin = await this.origin();
    return path.startsWith('https://') ? path.replace('https://graph.test', origin) : `${origin}/v1.0${path}`;
  }

  #verify(header: string | undefined): AccessTokenCheck {
    if (this.challenge !== undefined) {
      return { kind: 'claims_challenge', claims: this.challenge };
    }
    const [, username, scopes = ''] = /^Bearer ([^|]+)\|(.*)$/.exec(header ?? '') ?? [];
    const found = USERS.find((each) => each.username === username);
    if (found === undefined) {
      return { kind: 'invalid', message: 'Access token is empty.' };
    }
    return {
      kind: 'ok',
      caller: { user: found, tid: TENANT, clientId: 'app', scopes: new Set(scopes.split(' ')), tokenId: 'token' },
    };
  }
}

export function valueOf(answer: Answer): readonly Record<string, unknown>[] {
  const { value } = answer.json;
  if (!Array.isArray(value)) {
    throw new Error(`No list in ${answer.text.slice(0, 300)}`);
  }
  return value as Record<string, unknown>[];
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') {
    throw new Error(`No text: ${JSON.stringify(value)}`);
  }
  return value;
}

export function errorOf(answer: Answer): { readonly code: string; readonly message: string } {
  return answer.json['error'] as { code: string; message: string };
}
