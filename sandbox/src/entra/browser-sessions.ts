import { randomBytes, randomUUID } from 'node:crypto';
import type { SandboxUser } from '../model.js';
import type { PendingSignIn } from './pending-sign-in.js';

const pendingPerBrowser = 20;

/** One account that is signed in in one browser. */
export interface SignedInAccount {
  readonly user: SandboxUser;
  readonly sid: string;
  /** When the password was given, milliseconds since the epoch. */
  authenticatedAt: number;
  hasMfa: boolean;
  /** Clients that got tokens in this session: their front-channel logout URLs are called at sign-out. */
  readonly clients: Set<string>;
}

export interface BrowserSession {
  readonly id: string;
  /** Anti-forgery token of the forms, Entra's `canary`. */
  readonly canary: string;
  readonly accounts: Map<string, SignedInAccount>;
  readonly pending: Map<string, PendingSignIn>;
  /** The value of `session_state`. */
  readonly state: string;
}

export class BrowserSessions {
  readonly #sessions = new Map<string, BrowserSession>();

  find(id: string | undefined): BrowserSession | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  create(): BrowserSession {
    const session: BrowserSession = {
      id: randomBytes(24).toString('base64url'),
      canary: randomBytes(24).toString('base64url'),
      accounts: new Map(),
      pending: new Map(),
      state: randomUUID(),
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  reset(): void {
    this.#sessions.clear();
  }
}

export function remember(session: BrowserSession, pending: PendingSignIn): void {
  const [oldest] = session.pending.keys();
  if (session.pending.size >= pendingPerBrowser && oldest !== undefined) {
    session.pending.delete(oldest);
  }
  session.pending.set(pending.id, pending);
}

export function signIn(session: BrowserSession, user: SandboxUser, at: number): SignedInAccount {
  const known = session.accounts.get(user.oid);
  if (known !== undefined) {
    known.authenticatedAt = at;
    return known;
  }
  const account: SignedInAccount = {
    user,
    sid: randomUUID(),
    authenticatedAt: at,
    hasMfa: false,
    clients: new Set(),
  };
  session.accounts.set(user.oid, account);
  return account;
}
