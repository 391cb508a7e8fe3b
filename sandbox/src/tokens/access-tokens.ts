import { createHash, randomBytes, sign, verify } from 'node:crypto';
import type { AdjustableClock } from '../clock.js';
import { type AppRegistrations, graphResourceId, type SeededDirectory } from '../directory/index.js';
import type { AccessTokenCheck, AccessTokenVerifier, RevocationCure, SandboxUser } from '../model.js';
import { type AccessTokenGrant, accessTokenClaims, tenantOf, type TokenSubject } from './access-token-claims.js';
import type { Authentication } from './codes.js';
import type { SigningKeys } from './signing-keys.js';

export interface IssuedAccessToken extends AccessTokenGrant {
  readonly id: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The claims that Graph requires when the token lacks an authentication context. */
const secondFactorClaims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });

interface Revocation {
  readonly at: number;
  readonly cure: RevocationCure;
}

function json(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export interface AccessTokenDeps {
  readonly keys: SigningKeys;
  readonly clock: AdjustableClock;
  readonly directory: SeededDirectory;
  readonly registrations: AppRegistrations;
  readonly authorityOrigin: () => string;
}

/** Access tokens, each for one API. As in reality, only Graph can check or read its own. */
export class AccessTokens implements AccessTokenVerifier {
  readonly #issued = new Map<string, IssuedAccessToken>();
  readonly #revocations = new Map<string, Revocation>();

  constructor(private readonly deps: AccessTokenDeps) {}

  issue(grant: AccessTokenGrant): string {
    const id = randomBytes(16).toString('base64url');
    const issuedAt = this.deps.clock.now();
    const expiresAt = issuedAt + grant.lifetimeSeconds * 1000;
    // For personal accounts Graph's tokens are not JWTs at all.
    const value =
      grant.subject.kind === 'user' &&
      grant.subject.member.user.accountType === 'personal' &&
      grant.resource === graphResourceId
        ? `EwB4A8l6BAAU${randomBytes(600).toString('base64')}`
        : this.#signed(grant, id, Math.floor(issuedAt / 1000));
    this.#forgetExpired();
    this.#issued.set(value, { ...grant, id, issuedAt, expiresAt });
    return value;
  }

  /** The token with this value, valid or not. */
  find(value: string): IssuedAccessToken | undefined {
    return this.#issued.get(value);
  }

  /** Continuous access evaluation: Graph challenges the tokens that were issued up to now. */
  revokeAllOf(user: SandboxUser, cure: RevocationCure): void {
    this.#revocations.set(user.oid, { at: this.deps.clock.now(), cure });
  }

  /** Whether a token from this sign-in would be challenged at once. */
  needsReauthentication(user: SandboxUser, authentication: Authentication): boolean {
    const revocation = this.#revocations.get(user.oid);
    return revocation?.cure === 'reauthenticate' && authentication.at <= revocation.at;
  }

  /** The time before which sign-ins do not count; the current time when nothing was revoked. */
  revokedAt(user: SandboxUser): number {
    return this.#revocations.get(user.oid)?.at ?? this.deps.clock.now();
  }

  challengeFor(user: SandboxUser): string {
    if (this.#revocations.get(user.oid)?.cure === 'step_up') {
      return secondFactorClaims;
    }
    const at = this.revokedAt(user);
    return JSON.stringify({ access_token: { nbf: { essential: true, value: String(Math.floor(at / 1000)) } } });
  }

  verify(authorizationHeader: string | undefined): Promise<AccessTokenCheck> {
    return Promise.resolve(this.#check(authorizationHeader, graphResourceId));
  }

  /** The token verifier of another API. It refuses tokens for any other audience. */
  verifierOf(resource: string): AccessTokenVerifier {
    return { verify: (header) => Promise.resolve(this.#check(header, resource)) };
  }

  reset(): void {
    this.#issued.clear();
    this.#revocations.clear();
  }

  #check(header: string | undefined, resource: string): AccessTokenCheck {
    const value = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
    if (value === undefined) {
      return { kind: 'invalid', message: 'Access token is empty.' };
    }
    const token = this.#issued.get(value);
    if (token === undefined) {
      return { kind: 'invalid', message: this.#whyUnknown(value) };
    }
    if (token.resource !== resource) {
      return { kind: 'invalid', message: 'Access token validation failure. Invalid audience.' };
    }
    if (token.expiresAt <= this.deps.clock.now()) {
      return { kind: 'invalid', message: 'Lifetime validation failed, the token is expired.' };
    }
    const { subject } = token;
    const facts = { tid: tenantOf(subject).tid, clientId: token.registration.clientId, tokenId: token.id };
    if (subject.kind === 'app') {
      return { kind: 'app', caller: { ...facts, roles: new Set(subject.roles) } };
    }
    const { user } = subject.member;
    const current = this.deps.directory.findUser(user.oid);
    if (current?.isEnabled !== true) {
      return { kind: 'invalid', message: 'The user account is disabled.' };
    }
    if (!this.deps.directory.isCurrent(subject.member)) {
      return { kind: 'invalid', message: 'The user account is deleted.' };
    }
    if (token.handlesClaimsChallenges && this.#isRevoked(token, subject)) {
      return { kind: 'claims_challenge', claims: this.challengeFor(user) };
    }
    return { kind: 'ok', caller: { ...facts, user: current, scopes: new Set(subject.scopes) } };
  }

  /** Only clients that declared cp1 are challenged. The tokens of others stay valid until they expire. */
  #isRevoked(token: IssuedAccessToken, subject: Extract<TokenSubject, { kind: 'user' }>): boolean {
    const revocation = this.#revocations.get(subject.member.user.oid);
    if (revocation === undefined) {
      return false;
    }
    switch (revocation.cure) {
      case 'refresh':
        return token.issuedAt <= revocation.at;
      case 'reauthenticate':
        return subject.authentication.at <= revocation.at;
      case 'step_up':
        return !subject.authentication.methods.includes('mfa');
    }
  }

  #whyUnknown(value: string): string {
    const [header, payload, signature, ...rest] = value.split('.');
    if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
      return 'CompactToken parsing failed with error code: 80049217';
    }
    return this.#hasOurSignature(header, payload, signature)
      ? 'Access token validation failure. Invalid audience.'
      : 'Invalid access token: signature validation failed.';
  }

  /**
   * A token for another API is signed like every JWT, so that the API can check it with the published keys. One for Graph is
   * not: its signature covers the header with the nonce's hash in place of the nonce, so a third party can't verify it.
   */
  #signed(grant: AccessTokenGrant, id: string, nowSeconds: number): string {
    const key = this.deps.keys.work.active;
    const header = { typ: 'JWT', alg: 'RS256', x5t: key.kid, kid: key.kid };
    const api = this.deps.registrations.find(grant.resource);
    const authorityOrigin = this.deps.authorityOrigin();
    const payload = json(accessTokenClaims(grant, { id, nowSeconds, authorityOrigin, api }));
    const signatureOf = (signed: string): string =>
      sign('RSA-SHA256', Buffer.from(signed), key.privateKey).toString('base64url');
    if (api !== undefined) {
      const signed = `${json(header)}.${payload}`;
      return `${signed}.${signatureOf(signed)}`;
    }
    const nonce = randomBytes(32).toString('base64url');
    const signature = signatureOf(`${json({ ...header, nonce: hashOf(nonce) })}.${payload}`);
    return `${json({ ...header, nonce })}.${payload}.${signature}`;
  }

  #hasOurSignature(header: string, payload: string, signature: string): boolean {
    const parsed = parseHeader(header);
    const key = this.deps.keys.work.published.find((candidate) => candidate.kid === parsed?.kid);
    if (parsed === undefined || key === undefined) {
      return false;
    }
    const signed = `${json({ ...parsed, nonce: hashOf(parsed.nonce) })}.${payload}`;
    return verify('RSA-SHA256', Buffer.from(signed), key.publicKey, Buffer.from(signature, 'base64url'));
  }

  #forgetExpired(): void {
    if (this.#issued.size < 20_000) {
      return;
    }
    const now = this.deps.clock.now();
    for (const [value, token] of this.#issued) {
      if (token.expiresAt <= now) {
        this.#issued.delete(value);
      }
    }
  }
}

function hashOf(nonce: string): string {
  return createHash('sha256').update(nonce).digest('base64url');
}

function parseHeader(segment: string): { nonce: string; kid: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('nonce' in parsed) || !('kid' in parsed)) {
      return undefined;
    }
    const { nonce, kid } = parsed;
    return typeof nonce === 'string' && typeof kid === 'string' ? { ...parsed, nonce, kid } : undefined;
  } catch {
    return undefined;
  }
}
