import { randomBytes, randomInt } from 'node:crypto';
import type { AdjustableClock } from '../clock.js';
import type { Membership } from '../directory/index.js';
import type { Authentication } from './codes.js';

/** The request of a device (RFC 8628). */
export interface DeviceRequest {
  readonly deviceCode: string;
  /** What the user types on another machine. */
  readonly userCode: string;
  readonly clientId: string;
  readonly tenantSegment: string;
  readonly scope: string;
  readonly claims: string | undefined;
  readonly expiresAt: number;
}

export type DevicePoll =
  | { readonly kind: 'unknown' | 'expired' | 'pending' | 'slow_down' | 'declined' | 'redeemed' }
  | { readonly kind: 'approved'; readonly member: Membership; readonly authentication: Authentication };

interface Entry {
  readonly request: DeviceRequest;
  readonly intervalMs: number;
  lastPollAt: number | undefined;
  state: 'pending' | 'declined' | 'redeemed' | { readonly member: Membership; readonly authentication: Authentication };
}

/** Letters and digits that can't be mistaken for one another. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** A poll is too early before this fraction of the interval has passed: the timers of clients are inexact. */
const leastFractionOfInterval = 1 / 5;

export class DeviceCodes {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly clock: AdjustableClock) {}

  issue(
    asked: Pick<DeviceRequest, 'clientId' | 'tenantSegment' | 'scope' | 'claims'>,
    { lifetimeSeconds, intervalSeconds }: { readonly lifetimeSeconds: number; readonly intervalSeconds: number },
  ): DeviceRequest {
    const request = {
      ...asked,
      deviceCode: `B${randomBytes(150).toString('base64url')}`,
      userCode: Array.from({ length: 9 }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
      expiresAt: this.clock.now() + lifetimeSeconds * 1000,
    };
    const intervalMs = intervalSeconds * 1000;
    this.#entries.set(request.deviceCode, { request, intervalMs, lastPollAt: undefined, state: 'pending' });
    return request;
  }

  /** A request that still waits for its user. */
  findByUserCode(userCode: string): DeviceRequest | undefined {
    const typed = userCode.trim().toUpperCase();
    return [...this.#entries.values()].find(
      ({ request, state }) => request.userCode === typed && state === 'pending' && request.expiresAt > this.clock.now(),
    )?.request;
  }

  approve(deviceCode: string, member: Membership, authentication: Authentication): void {
    this.#settle(deviceCode, { member, authentication });
  }

  decline(deviceCode: string): void {
    this.#settle(deviceCode, 'declined');
  }

  find(deviceCode: string): DeviceRequest | undefined {
    return this.#entries.get(deviceCode)?.request;
  }

  /** The outcome for a polling device. An approved request is returned only once. */
  poll(deviceCode: string): DevicePoll {
    const entry = this.#entries.get(deviceCode);
    if (entry === undefined) {
      return { kind: 'unknown' };
    }
    const now = this.clock.now();
    const { lastPollAt, state } = entry;
    entry.lastPollAt = now;
    if (typeof state === 'object') {
      entry.state = 'redeemed';
      return { kind: 'approved', ...state };
    }
    if (state !== 'pending') {
      return { kind: state };
    }
    if (entry.request.expiresAt <= now) {
      return { kind: 'expired' };
    }
    const isTooEarly = lastPollAt !== undefined && now - lastPollAt < entry.intervalMs * leastFractionOfInterval;
    return { kind: isTooEarly ? 'slow_down' : 'pending' };
  }

  reset(): void {
    this.#entries.clear();
  }

  #settle(deviceCode: string, state: Entry['state']): void {
    const entry = this.#entries.get(deviceCode);
    if (entry?.state === 'pending') {
      entry.state = state;
    }
  }
}
