import { z } from 'zod';

/**
 * The device binding in a session's record (Device Bound Session Credentials). Pure values: a caller changes a record
 * by compare-and-set, so that every replica decides on what the others have written.
 *
 * unbound → offered (the page was told how to register) → registered (there is a key) → confirmed (the browser has
 * shown the cookie that it got for the key). Only a confirmed binding is enforced: a browser that silently drops a
 * binding excludes nobody.
 */
const challengeSchema = z.object({
  value: z.string(),
  /** Milliseconds since the epoch, as all times here. */
  issuedAt: z.number(),
});

const boundSchema = z.object({
  state: z.enum(['registered', 'confirmed']),
  /** The `session_identifier` that the browser sends with each refresh. */
  id: z.string(),
  /** Coordinates of the P-256 public key, as in a JWK. */
  key: z.object({ x: z.string(), y: z.string() }),
  /** RFC 7638, SHA-256. */
  thumbprint: z.string(),
  challenge: challengeSchema,
  /** The previous challenge, valid for a moment: its response may have been lost, or two refreshes overlapped. */
  previous: z.object({ value: z.string(), replacedAt: z.number() }).nullable(),
  /** End of the newest device cookie. */
  provedUntil: z.number(),
});

export const deviceBindingSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('unbound') }),
  z.object({
    state: z.literal('offered'),
    offers: z.number(),
    /** Those that may still be answered, the newest last. */
    challenges: z.array(challengeSchema),
  }),
  boundSchema,
]);

export type Challenge = z.output<typeof challengeSchema>;
export type DeviceBinding = z.output<typeof deviceBindingSchema>;
export type BoundDevice = z.output<typeof boundSchema>;

export const unbound: DeviceBinding = { state: 'unbound' };

export function isBound(binding: DeviceBinding): binding is BoundDevice {
  return binding.state === 'registered' || binding.state === 'confirmed';
}

/** Whether the session is useless without a device cookie. */
export function isEnforced(binding: DeviceBinding): binding is BoundDevice {
  return binding.state === 'confirmed';
}

/** A browser that has not registered by then cannot, or must not. */
const mostOffers = 3;
const offerPauseMs = 60_000;
const offerMs = 120_000;
/** How long after its successor a challenge is still accepted: a response on its way, or twenty refreshes at once. */
const previousMs = 20_000;
/** A challenge is answered when the cookie of the same response ends; a laptop that slept longer requests a new one. */
const challengeMarginMs = 120_000;

/** The binding after the offer of `value`; undefined when no offer is due. */
export function offered(binding: DeviceBinding, value: string, now: number): DeviceBinding | undefined {
  const before = binding.state === 'unbound' ? { offers: 0, challenges: [] } : binding;
  if (!('offers' in before)) {
    return undefined;
  }
  const last = before.challenges.at(-1);
  if (before.offers >= mostOffers || (last !== undefined && now - last.issuedAt < offerPauseMs)) {
    return undefined;
  }
  return {
    state: 'offered',
    offers: before.offers + 1,
    challenges: [...before.challenges.filter((each) => isOpen(each, now)), { value, issuedAt: now }],
  };
}

function isOpen({ issuedAt }: Challenge, now: number): boolean {
  return now - issuedAt < offerMs;
}

/** Whether a registration may answer that challenge. */
export function isOffered(binding: DeviceBinding, value: string, now: number): boolean {
  return binding.state === 'offered' && binding.challenges.some((each) => each.value === value && isOpen(each, now));
}

export function confirmed(binding: BoundDevice): BoundDevice {
  return { ...binding, state: 'confirmed' };
}

export interface RefreshTerms {
  readonly now: number;
  /** Lifetime of a device cookie in milliseconds. */
  readonly proofMs: number;
  /** The next challenge, if one is needed. */
  readonly next: string;
}

export interface RefreshDecision {
  /** Whether the proof is valid; otherwise the browser signs the binding's challenge. */
  readonly isProved: boolean;
  /** The same object when nothing changes. */
  readonly binding: BoundDevice;
}

/**
 * The effect of a refresh that answers `challenge`, with a valid signature; without a challenge it requests one. A
 * refresh that answers the previous challenge gets the cookie too, and changes nothing: of any number of concurrent
 * refreshes one moves on.
 */
export function refreshed(
  binding: BoundDevice,
  challenge: string | undefined,
  { now, proofMs, next }: RefreshTerms,
): RefreshDecision {
  const isCurrentOpen = now - binding.challenge.issuedAt < proofMs + challengeMarginMs;
  if (challenge !== undefined && challenge === binding.challenge.value && isCurrentOpen) {
    return {
      isProved: true,
      binding: {
        ...binding,
        state: 'confirmed',
        challenge: { value: next, issuedAt: now },
        previous: { value: challenge, replacedAt: now },
        provedUntil: now + proofMs,
      },
    };
  }
  const { previous } = binding;
  if (challenge !== undefined && challenge === previous?.value && now - previous.replacedAt < previousMs) {
    return { isProved: true, binding };
  }
  return {
    isProved: false,
    binding: isCurrentOpen ? binding : { ...binding, challenge: { value: next, issuedAt: now }, previous: null },
  };
}
