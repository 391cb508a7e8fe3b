import type { SandboxUser } from '../model.js';
import type { AppRegistration } from './app-registration.js';
import type { Lifetimes } from './lifetimes.js';

/** Requires multi-factor authentication of this user for this scope. An absent member means any. */
export interface MfaRule {
  readonly oid?: string;
  readonly scope?: string;
}

export const userConsentPolicies = ['all', 'microsoft-managed', 'none'] as const;
/**
 * What users of a tenant may consent to: everything that needs no administrator, what Microsoft's own policy permits (the
 * default of new tenants since 2025), or nothing.
 */
export type UserConsentPolicy = (typeof userConsentPolicies)[number];

/**
 * The permissions that Microsoft's policy reserves for administrators (blog-en.topedia.com, November 2025 and May 2026,
 * with lists of 24 and 8 permissions). Mail.Send, User.Read and User.ReadBasic.All are not among them.
 */
const adminOnly =
  /^(Mail\.(Read|ReadBasic|ReadWrite)(\.Shared)?|Calendars\.(Read|ReadBasic|ReadWrite)(\.Shared)?|Contacts\.(ReadWrite|Read\.Shared|ReadWrite\.Shared)|People\.Read|Tasks\.\w+(\.Shared)?|(Files|Sites)\.Read(Write)?\.All)$/;

const defaultLifetimes: Lifetimes = {
  idTokenSeconds: 3600,
  codeSeconds: 600,
  refreshTokenSeconds: 90 * 24 * 3600,
  spaRefreshTokenSeconds: 24 * 3600,
  deviceCodeSeconds: 900,
  deviceIntervalSeconds: 5,
};

/** The policies of administrators. The control API changes them. */
export class Policies {
  lifetimes: Lifetimes = defaultLifetimes;
  /** Entra leaves old refresh tokens valid. If true, each works once, and reuse revokes the family. */
  rotatesRefreshTokens = false;
  readonly #userConsent = new Map<string, UserConsentPolicy>();
  #mfaRules: readonly MfaRule[] = [];
  #nextAccounts: SandboxUser[] = [];

  /** Whether users of the tenant may consent to all of these scopes. If not, the whole request needs an administrator. */
  mayUsersConsent(tid: string, scopes: readonly string[]): boolean {
    switch (this.#userConsent.get(tid) ?? 'all') {
      case 'all':
        return true;
      case 'microsoft-managed':
        return !scopes.some((scope) => adminOnly.test(scope));
      case 'none':
        return false;
    }
  }

  /** The lifetimes for an app: its own policy takes precedence over the one for all apps. */
  lifetimesOf({ lifetimes }: Pick<AppRegistration, 'lifetimes'>): Lifetimes {
    return { ...this.lifetimes, ...lifetimes };
  }

  setUserConsent(tid: string, policy: UserConsentPolicy): void {
    this.#userConsent.set(tid, policy);
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

  /** Issues the next code for this user, whoever signed in. */
  answerNextAs(user: SandboxUser): void {
    this.#nextAccounts.push(user);
  }

  takeNextAccount(): SandboxUser | undefined {
    return this.#nextAccounts.shift();
  }

  reset(): void {
    this.lifetimes = defaultLifetimes;
    this.rotatesRefreshTokens = false;
    this.#userConsent.clear();
    this.#mfaRules = [];
    this.#nextAccounts = [];
  }
}
