import type { SandboxUser } from '../model.js';

/** Multi-factor authentication is asked of this user, for this scope; an absent member means any. */
export interface MfaRule {
  readonly oid?: string;
  readonly scope?: string;
}

export interface Lifetimes {
  /** Absent: Entra's own, 60 to 90 minutes at random, 24 to 28 hours for a client that declared cp1. */
  readonly accessTokenSeconds?: number;
  readonly idTokenSeconds: number;
  readonly codeSeconds: number;
  readonly refreshTokenSeconds: number;
}

const DEFAULT_LIFETIMES: Lifetimes = {
  idTokenSeconds: 3600,
  codeSeconds: 600,
  refreshTokenSeconds: 90 * 24 * 3600,
};

/** What administrators decided; the control API changes it. */
export class Policies {
  lifetimes: Lifetimes = DEFAULT_LIFETIMES;
  /** Entra leaves old refresh tokens valid; on: each is used once and reuse revokes the family. */
  rotatesRefreshTokens = false;
  readonly #tenantsWithoutUserConsent = new Set<string>();
  #mfaRules: readonly MfaRule[] = [];
  #nextAccounts: SandboxUser[] = [];

  mayUsersConsent(tid: string): boolean {
    return !this.#tenantsWithoutUserConsent.has(tid);
  }

  setUsersMayConsent(tid: string, may: boolean): void {
    if (may) this.#tenantsWithoutUserConsent.delete(tid);
    else this.#tenantsWithoutUserConsent.add(tid);
  }

  addMfaRule(rule: MfaRule): void {
    this.#mfaRules = [...this.#mfaRules, rule];
  }

  clearMfaRules(): void {
    this.#mfaRules = [];
  }

  requiresMfa(user: SandboxUser, scopes: readonly string[]): boolean {
    return this.#mfaRules.some(
      (rule) =>
        (rule.oid === undefined || rule.oid === user.oid) && (rule.scope === undefined || scopes.includes(rule.scope)),
    );
  }

  /** The next sign-in comes back as this user, whoever signed in. */
  answerNextAs(user: SandboxUser): void {
    this.#nextAccounts.push(user);
  }

  takeNextAccount(): SandboxUser | undefined {
    return this.#nextAccounts.shift();
  }

  reset(): void {
    this.lifetimes = DEFAULT_LIFETIMES;
    this.rotatesRefreshTokens = false;
    this.#tenantsWithoutUserConsent.clear();
    this.#mfaRules = [];
    this.#nextAccounts = [];
  }
}
