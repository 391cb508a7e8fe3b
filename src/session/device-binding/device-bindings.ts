import { Injectable } from '@nestjs/common';

import { AuditLog, Clock, Logger, Metrics, randomId, type DeviceRefusal } from '../../common/index.js';
import { AppConfig } from '../../config/index.js';
import { SessionStore } from '../session-store.js';
import type { LiveSession, Session } from '../session.js';
import { StoredSessions } from '../stored-sessions.js';
import {
  confirmed,
  isBound,
  isOffered,
  offered,
  refreshed,
  type BoundDevice,
  type RefreshDecision,
} from './device-binding.js';
import {
  brokenRefreshCheck,
  brokenRegistrationCheck,
  challengeIn,
  deviceKeyOf,
  isSignedBy,
  parseProof,
  thumbprintOf,
  type Proof,
} from './device-proof.js';

/** The response to the browser; `unknown` changes nothing and issues no challenge. */
export type DeviceAnswer =
  | { readonly kind: 'proved'; readonly binding: BoundDevice }
  | { readonly kind: 'challenged'; readonly binding: BoundDevice }
  | { readonly kind: 'unknown' | 'malformed' | 'ended' };

/** `gone`: the session ended after it was found, or a consent has renewed it. */
export type RefreshAnswer = DeviceAnswer | { readonly kind: 'gone' };

/**
 * Binds sessions to devices and lets them prove it again. Every change is written by compare-and-set to the session's
 * record.
 */
@Injectable()
export class DeviceBindings {
  constructor(
    private readonly stored: StoredSessions,
    private readonly sessions: SessionStore,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** The challenge of a new offer; undefined when none is due. An offer that cannot be stored is left for the next time. */
  async offer(session: LiveSession): Promise<string | undefined> {
    const value = challengeFor(session);
    const now = this.clock.now();
    if (!this.config.deviceBinding.isOn || offered(session.device, value, now) === undefined) {
      return undefined;
    }
    try {
      const { isChanged } = await this.stored.changeDevice(session.reference, (device) => offered(device, value, now));
      return isChanged ? value : undefined;
    } catch (error) {
      this.logger.warning({ err: error }, 'device binding not offered');
      return undefined;
    }
  }

  /** Once per session. `text` is the JWT of the browser. */
  async register(session: LiveSession, text: string | undefined): Promise<DeviceAnswer> {
    if (!this.config.deviceBinding.isOn || isBound(session.device)) {
      return this.#refuse('unknown', isBound(session.device) ? 'already_bound' : 'unbound');
    }
    if (text === undefined) {
      return this.#refuse('unknown', 'no_proof');
    }
    const proof = parseProof(text);
    if (proof === undefined) {
      return this.#refuse('malformed', 'unreadable');
    }
    const now = this.clock.now();
    const key = deviceKeyOf(proof.header.jwk);
    const challenge = challengeIn(proof) ?? '';
    const broken = brokenRegistrationCheck({
      proof,
      key,
      isSigned: key !== undefined && isSignedBy(key, proof),
      isOffered: isOffered(session.device, challenge, now),
    });
    if (broken !== undefined || key === undefined) {
      return this.#refuse(broken?.otherwise === 'unknown' ? 'unknown' : 'malformed', broken?.name ?? 'key');
    }
    const binding: BoundDevice = {
      state: 'registered',
      id: randomId(),
      key,
      thumbprint: await thumbprintOf(key),
      challenge: { value: challengeFor(session), issuedAt: now },
      previous: null,
      provedUntil: now + this.#proofMs,
    };
    const { isChanged } = await this.stored.changeDevice(session.reference, (device) =>
      isOffered(device, challenge, now) ? binding : undefined,
    );
    if (!isChanged) {
      return this.#refuse('unknown', 'already_bound');
    }
    this.metrics.count('bff_device_registrations_total', {});
    this.audit.record('device_bound', { session, key: binding.thumbprint });
    return { kind: 'proved', binding };
  }

  /** `id` is the binding that the browser names, `text` its JWT. A proof of another key ends the session. */
  async refresh(session: LiveSession, id: string | undefined, text: string | undefined): Promise<RefreshAnswer> {
    const { device } = session;
    if (!this.config.deviceBinding.isOn || !isBound(device)) {
      return this.#refuse('unknown', 'unbound');
    }
    if (id !== device.id) {
      return this.#refuse('unknown', 'other_binding');
    }
    const proof = text === undefined ? undefined : parseProof(text);
    if (text !== undefined && proof === undefined) {
      return this.#refuse('malformed', 'unreadable');
    }
    const fault = proof && (await this.#faultOf(session, device, proof));
    return fault ?? (await this.#answer(session, device, proof && challengeIn(proof)));
  }

  /** The browser has shown its cookie: from now on it must. */
  async confirm(session: LiveSession, { id }: BoundDevice): Promise<LiveSession> {
    const { session: changed } = await this.stored.changeDevice(session.reference, (device) =>
      device.state === 'registered' && device.id === id ? confirmed(device) : undefined,
    );
    return changed ?? session;
  }

  async #faultOf(session: LiveSession, device: BoundDevice, proof: Proof): Promise<DeviceAnswer | undefined> {
    const broken = brokenRefreshCheck({
      proof,
      isSigned: isSignedBy(device.key, proof),
      bringsKey: proof.header.jwk !== undefined && !isSameKey(deviceKeyOf(proof.header.jwk), device),
    });
    if (broken?.otherwise !== 'forged') {
      return broken && this.#refuse('malformed', broken.name);
    }
    await this.sessions.endRenewed(session.reference, 'device_proof_refused');
    this.audit.record('device_proof_refused', {
      session,
      key: device.thumbprint,
      reason: broken.name,
      outcome: 'session_ended',
    });
    return this.#refuse('ended', broken.name);
  }

  async #answer(session: LiveSession, { id }: BoundDevice, challenge: string | undefined): Promise<RefreshAnswer> {
    const terms = { now: this.clock.now(), proofMs: this.#proofMs, next: challengeFor(session) };
    let decision: RefreshDecision | undefined;
    const { session: changed } = await this.stored.changeDevice(session.reference, (device) => {
      decision = isBound(device) && device.id === id ? refreshed(device, challenge, terms) : undefined;
      return decision?.binding === device ? undefined : decision?.binding;
    });
    if (changed === undefined) {
      // Whatever was decided has not been stored.
      return { kind: 'gone' };
    }
    if (decision === undefined) {
      return this.#refuse('unknown', 'other_binding');
    }
    if (decision.isProved) {
      this.metrics.count('bff_device_refreshes_total', {});
      return { kind: 'proved', binding: decision.binding };
    }
    if (challenge !== undefined) {
      this.metrics.count('bff_device_refusals_total', { reason: 'old_challenge' });
    }
    return { kind: 'challenged', binding: decision.binding };
  }

  get #proofMs(): number {
    return this.config.deviceBinding.proofSeconds * 1000;
  }

  #refuse(kind: 'unknown' | 'malformed' | 'ended', reason: DeviceRefusal): DeviceAnswer {
    this.metrics.count('bff_device_refusals_total', { reason });
    return { kind };
  }
}

function isSameKey(key: BoundDevice['key'] | undefined, { key: own }: BoundDevice): boolean {
  return key !== undefined && key.x === own.x && key.y === own.y;
}

/** 256 random bits, and the session that they are for. */
function challengeFor({ id }: Session): string {
  return `${id}.${randomId()}`;
}
