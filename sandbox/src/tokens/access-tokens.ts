import { createHash, randomBytes, randomUUID, sign, verify } from 'node:crypto';
import type { AdjustableClock } from '../clock.js';
import {
  type AppRegistration,
  graphResourceId,
  ordersResourceId,
  type Membership,
  type SeededDirectory,
} from '../directory/index.js';
import type { AccessTokenCheck, AccessTokenVerifier, SandboxUser } from '../model.js';
import type { Authentication } from './codes.js';
import type { SigningKeys } from './signing-keys.js';
import { pairwiseSubject } from './subject.js';

const backdatedSeconds = 300;

export interface AccessTokenGrant {
  readonly registration: AppRegistration;
  readonly member: Membership;
  readonly authentication: Authentication;
  /** Application id of the API that the token is for. */
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly handlesClaimsChallenges: boolean;
  readonly lifetimeSeconds: number;
}

interface IssuedAccessToken extends AccessTokenGrant {
  readonly id: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly value: string;
}

/** `reauthenticate`: only a later sign-in helps; `refresh`: a later token does. */
export type RevocationCure = 'reauthenticate' | 'refresh';

interface Revocation {
  readonly at: number;
  readonly cure: RevocationCure;
}

function json(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Access tokens, each for one API. Graph's own nobody else can check or read, as with the real ones. */
export class GraphAccessTokens implements AccessTokenVerifier {
  readonly #issued = new Map<string, IssuedAccessToken>();
  readonly #revocations = new Map<string, Revocation>();

  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: AdjustableClock,
    private readonly directory: SeededDirectory,
  ) {}

  issue(grant: AccessTokenGrant): string {
    const id = randomBytes(16).toString('base64url');
    const issuedAt = this.clock.now();
    const expiresAt = issuedAt + grant.lifetimeSeconds * 1000;
    // For personal accounts Graph's tokens are not JWTs at all.
    const value =
      grant.member.user.accountType === 'personal' && grant.resource === graphResourceId
        ? `EwB4A8l6BAAU${randomBytes(600).toString('base64')}`
        : this.#signed(grant, id, Math.floor(issuedAt / 1000));
    this.#forgetExpired();
    this.#issued.set(value, { ...grant, id, issuedAt, expiresAt, value });
    return value;
  }

  /** Continuous access evaluation: what was issued up to now is challenged at Graph. */
  revokeAllOf(user: SandboxUser, cure: RevocationCure): void {
    this.#revocations.set(user.oid, { at: this.clock.now(), cure });
  }

  /** Whether a token from this sign-in would be challenged at once. */
  needsReauthentication(user: SandboxUser, authentication: Authentication): boolean {
    const revocation = this.#revocations.get(user.oid);
    return revocation?.cure === 'reauthenticate' && authentication.at <= revocation.at;
  }

  challengeFor(user: SandboxUser): string {
    const at = this.#revocations.get(user.oid)?.at ?? this.clock.now();
    return JSON.stringify({ access_token: { nbf: { essential: true, value: String(Math.floor(at / 1000)) } } });
  }

  verify(authorizationHeader: string | undefined): Promise<AccessTokenCheck> {
    return Promise.resolve(this.#check(authorizationHeader, graphResourceId));
  }

  /** What another API knows of Entra: a token for anybody else is refused. */
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
    if (token.expiresAt <= this.clock.now()) {
      return { kind: 'invalid', message: 'Lifetime validation failed, the token is expired.' };
    }
    const { user, tenant } = token.member;
    const current = this.directory.findUser(user.oid);
    if (current?.isEnabled !== true) {
      return { kind: 'invalid', message: 'The user account is disabled.' };
    }
    if (token.handlesClaimsChallenges && this.#isRevoked(token)) {
      return { kind: 'claims_challenge', claims: this.challengeFor(user) };
    }
    return {
      kind: 'ok',
      caller: {
        user: current,
        tid: tenant.tid,
        clientId: token.registration.clientId,
        scopes: new Set(token.scopes),
        tokenId: token.id,
      },
    };
  }

  /** Only clients that declared cp1 are challenged; others keep a token until it expires. */
  #isRevoked(token: IssuedAccessToken): boolean {
    const revocation = this.#revocations.get(token.member.user.oid);
    if (revocation === undefined) {
      return false;
    }
    return (revocation.cure === 'refresh' ? token.issuedAt : token.authentication.at) <= revocation.at;
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

  /** The signature covers the header with the nonce's hash in place of the nonce: a third party that checks it fails. */
  #signed(grant: AccessTokenGrant, id: string, nowSeconds: number): string {
    const key = this.keys.work.active;
    const nonce = randomBytes(32).toString('base64url');
    const header = { typ: 'JWT', alg: 'RS256', x5t: key.kid, kid: key.kid };
    const payload = json(this.#claims(grant, id, nowSeconds));
    const signed = `${json({ ...header, nonce: hashOf(nonce) })}.${payload}`;
    const signature = sign('RSA-SHA256', Buffer.from(signed), key.privateKey).toString('base64url');
    return `${json({ ...header, nonce })}.${payload}.${signature}`;
  }

  #hasOurSignature(header: string, payload: string, signature: string): boolean {
    const parsed = parseHeader(header);
    const key = this.keys.work.published.find((candidate) => candidate.kid === parsed?.kid);
    if (parsed === undefined || key === undefined) {
      return false;
    }
    const signed = `${json({ ...parsed, nonce: hashOf(parsed.nonce) })}.${payload}`;
    return verify('RSA-SHA256', Buffer.from(signed), key.publicKey, Buffer.from(signature, 'base64url'));
  }

  /** Graph still gets tokens of version 1.0, and so does an API whose registration does not ask for another version. */
  #claims(grant: AccessTokenGrant, id: string, nowSeconds: number): Record<string, unknown> {
    const { member, registration, resource } = grant;
    return {
      aud: resource === graphResourceId ? resource : `api://${resource}`,
      iss: `https://sts.windows.net/${member.tenant.tid}/`,
      iat: nowSeconds - backdatedSeconds,
      nbf: nowSeconds - backdatedSeconds,
      exp: nowSeconds + grant.lifetimeSeconds,
      acct: member.oid === member.user.oid ? 0 : 1,
      acr: '1',
      aio: randomBytes(48).toString('base64url'),
      amr: grant.authentication.methods,
      app_displayname: registration.displayName,
      appid: registration.clientId,
      appidacr: '1',
      idtyp: 'user',
      name: member.user.displayName,
      oid: member.oid,
      scp: grant.scopes.join(' '),
      sid: grant.authentication.sid,
      sub: pairwiseSubject(resource, member),
      tid: member.tenant.tid,
      unique_name: member.user.username,
      upn: member.user.username,
      uti: id,
      ver: '1.0',
      ...(resource === ordersResourceId && member.user.isAdmin ? { roles: ['Orders.Clerk'] } : {}),
      wids: member.user.isAdmin ? ['62e90394-69f5-4237-9190-012177145e10'] : [],
      ...(grant.handlesClaimsChallenges ? { xms_cc: ['CP1'] } : {}),
      xms_ftd: randomUUID(),
    };
  }

  #forgetExpired(): void {
    if (this.#issued.size < 20_000) {
      return;
    }
    const now = this.clock.now();
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
