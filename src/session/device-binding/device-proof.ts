import { createPublicKey, verify, type KeyObject } from 'node:crypto';

import { base64url, calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';

import type { BoundDevice } from './device-binding.js';

/** Public coordinates of a P-256 key, as in a JWK. */
export type DeviceKey = BoundDevice['key'];

/** A parsed JWT. Nothing of it is trusted yet. */
export interface Proof {
  readonly header: { readonly alg: string; readonly typ?: unknown; readonly crit?: unknown; readonly jwk?: unknown };
  readonly claims: { readonly jti?: unknown };
  readonly signedText: string;
  readonly signature: Uint8Array;
}

/** Undefined for an invalid JWT. Foreign claims (`aud`, `iat`) are ignored. */
export function parseProof(text: string): Proof | undefined {
  try {
    const { alg, typ, crit, ...header } = decodeProtectedHeader(text);
    const { jti } = decodeJwt<{ jti?: unknown }>(text);
    const at = text.lastIndexOf('.');
    return typeof alg === 'string'
      ? {
          header: { alg, typ, crit, jwk: header['jwk'] },
          claims: { jti },
          signedText: text.slice(0, at),
          signature: base64url.decode(text.slice(at + 1)),
        }
      : undefined;
  } catch {
    return undefined;
  }
}

const coordinate = z.string().regex(/^[\w-]{43}$/);
const jwkSchema = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate });

/** The key of a `jwk` header; undefined unless it is a point of P-256. */
export function deviceKeyOf(jwk: unknown): DeviceKey | undefined {
  const { data } = jwkSchema.safeParse(jwk);
  const key = data && { x: data.x, y: data.y };
  return key && keyObjectOf(key) && key;
}

/** RFC 7638, SHA-256. */
export function thumbprintOf({ x, y }: DeviceKey): Promise<string> {
  return calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y });
}

/** Whether the signature is an ES256 one of that key, whatever the header says. */
export function isSignedBy({ x, y }: DeviceKey, { signedText, signature }: Proof): boolean {
  const key = keyObjectOf({ x, y });
  return key !== undefined && verify('sha256', Buffer.from(signedText), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function keyObjectOf({ x, y }: DeviceKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/**
 * The meaning of an invalid proof. `malformed`: it isn't a proof. `unknown`: its challenge is not one of ours.
 * `forged`: a client without the key has answered for the session.
 */
export type ProofFault = 'malformed' | 'unknown' | 'forged';

interface Check<Facts> {
  /** The reason in metrics and the audit log. */
  readonly name: string;
  readonly holds: (facts: Facts) => boolean;
  readonly otherwise: ProofFault;
}

export interface RegistrationFacts {
  readonly proof: Proof;
  /** The key in the proof. */
  readonly key: DeviceKey | undefined;
  readonly isSigned: boolean;
  /** Whether its challenge was given to this session and is still valid. */
  readonly isOffered: boolean;
}

const registrationChecks = [
  { name: 'algorithm', holds: ({ proof }) => proof.header.alg === 'ES256', otherwise: 'malformed' },
  { name: 'type', holds: ({ proof }) => hasType(proof), otherwise: 'malformed' },
  { name: 'critical_header', holds: ({ proof }) => proof.header.crit === undefined, otherwise: 'malformed' },
  { name: 'key', holds: ({ key }) => key !== undefined, otherwise: 'malformed' },
  { name: 'signature', holds: ({ isSigned }) => isSigned, otherwise: 'malformed' },
  { name: 'challenge', holds: ({ isOffered }) => isOffered, otherwise: 'unknown' },
] as const satisfies readonly Check<RegistrationFacts>[];

export interface RefreshFacts {
  readonly proof: Proof;
  /** By the key of the binding. */
  readonly isSigned: boolean;
  /** A `jwk` that is not the key of the binding. */
  readonly bringsKey: boolean;
}

/** The signer comes first: a signature of another key is an attack, whatever else the proof contains. */
const refreshChecks = [
  { name: 'algorithm', holds: ({ proof }) => proof.header.alg === 'ES256', otherwise: 'forged' },
  { name: 'foreign_key', holds: ({ bringsKey }) => !bringsKey, otherwise: 'forged' },
  { name: 'signature', holds: ({ isSigned }) => isSigned, otherwise: 'forged' },
  { name: 'type', holds: ({ proof }) => hasType(proof), otherwise: 'malformed' },
  { name: 'critical_header', holds: ({ proof }) => proof.header.crit === undefined, otherwise: 'malformed' },
  { name: 'challenge', holds: ({ proof }) => challengeIn(proof) !== undefined, otherwise: 'malformed' },
] as const satisfies readonly Check<RefreshFacts>[];

type Broken<Checks extends readonly { name: string; otherwise: ProofFault }[]> = Pick<
  Checks[number],
  'name' | 'otherwise'
>;

export function brokenRegistrationCheck(facts: RegistrationFacts): Broken<typeof registrationChecks> | undefined {
  return registrationChecks.find(({ holds }) => !holds(facts));
}

export function brokenRefreshCheck(facts: RefreshFacts): Broken<typeof refreshChecks> | undefined {
  return refreshChecks.find(({ holds }) => !holds(facts));
}

function hasType({ header }: Proof): boolean {
  return header.typ === 'dbsc+jwt';
}

/** The challenge that the proof answers; undefined when it has none. */
export function challengeIn({ claims: { jti } }: Proof): string | undefined {
  return typeof jti === 'string' && jti !== '' ? jti : undefined;
}
