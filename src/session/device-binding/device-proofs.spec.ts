import { randomBytes } from 'node:crypto';

import type { FastifyRequest } from 'fastify';

import { boundDevice } from '../../../test/support/bound-device.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { Observed } from '../../../test/support/observed.js';
import { AuditLog, Secret } from '../../common/index.js';
import type { AppConfig } from '../../config/index.js';
import { RecordCipher } from '../../redis/index.js';
import type { LiveSession } from '../session.js';
import type { BoundDevice } from './device-binding.js';
import type { DeviceBindings } from './device-bindings.js';
import { deviceCookieName, DeviceCookies } from './device-cookie.js';
import { DeviceProofs } from './device-proofs.js';

const proofMs = 300_000;

describe('the device of a session', () => {
  let clock: FakeClock;
  let observed: Observed;
  let cookies: DeviceCookies;
  let confirmations: string[];
  let confirmation: (session: LiveSession) => Promise<LiveSession>;

  beforeEach(() => {
    clock = new FakeClock();
    observed = new Observed();
    const keys = { encryptionKeys: [{ id: 'k', key: new Secret(randomBytes(32)) }] } as unknown as AppConfig;
    cookies = new DeviceCookies(new RecordCipher(keys, observed.logger, observed), keys);
    confirmations = [];
    confirmation = (session) => Promise.resolve(bound('confirmed', session));
  });

  function bound(state: BoundDevice['state'], session = liveSession()): LiveSession {
    return { ...session, device: { ...boundDevice, state } };
  }

  async function required(each: DeviceProofs, session: LiveSession, request: FastifyRequest): Promise<LiveSession> {
    return await each.require(session, request);
  }

  function proofs(isOn = true): DeviceProofs {
    const bindings = {
      confirm: (session: LiveSession, { id }: BoundDevice) => {
        confirmations.push(id);
        return confirmation(session);
      },
    } as unknown as DeviceBindings;
    const config = { deviceBinding: { isOn, proofSeconds: proofMs / 1000 } } as AppConfig;
    const { logger } = observed;
    return new DeviceProofs(cookies, bindings, config, clock, new AuditLog(logger), observed, logger);
  }

  function requestWith(cookie?: string): FastifyRequest {
    return { cookies: cookie === undefined ? {} : { [deviceCookieName]: cookie } } as unknown as FastifyRequest;
  }

  function cookieOf(session: LiveSession, changes: { key?: string; endsAt?: number } = {}): string {
    return cookies.seal(session, { key: 'thumbprint', endsAt: clock.now() + proofMs, ...changes });
  }

  it('is not checked while the session is unbound', async () => {
    const session = liveSession();

    await expect(required(proofs(), session, requestWith('anything'))).resolves.toBe(session);
  });

  it('is proved by its cookie until that expires', async () => {
    const session = bound('confirmed');
    const request = requestWith(cookieOf(session));
    await expect(required(proofs(), session, request)).resolves.toBe(session);

    clock.advance(proofMs - 1);
    expect(proofs().standing(session, request)).toBe('proved');
    clock.advance(1);
    expect(proofs().standing(session, request)).toBe('invalid');
  });

  it.each<[string, (session: LiveSession) => string]>([
    ['of another session', (session) => cookieOf({ ...session, id: 'another' })],
    ['of another key', (session) => cookieOf(session, { key: 'another' })],
    ['that is over', (session) => cookieOf(session, { endsAt: clock.now() })],
    ['that was changed', (session) => cookieOf(session).replace(/(?<=^.{20})./, (one) => (one === 'A' ? 'B' : 'A'))],
    ['that is invalid', () => 'made-up'],
    ['that is empty', () => ''],
  ])('is not proved by a cookie %s, which is deleted', async (_what, make) => {
    const session = bound('confirmed');

    await expect(required(proofs(), session, requestWith(make(session)))).rejects.toMatchObject({
      code: 'device_proof_required',
      status: 401,
      headers: { 'set-cookie': expect.stringMatching(/^__Host-device=; Max-Age=0;/) as string },
    });
    expect(observed.counted).toEqual(['bff_device_refusals_total {"reason":"bad_cookie"}']);
    // A value of a browser is not a stored record.
    expect(observed.lines.join('')).not.toContain('decrypted');
  });

  it('is refused without a cookie, and the audit log records that once a minute', async () => {
    const session = bound('confirmed');
    const one = proofs();
    for (let each = 0; each < 3; each++) {
      await expect(required(one, session, requestWith())).rejects.toMatchObject({ headers: {} });
    }

    expect(observed.counted).toHaveLength(3);
    expect(observed.lines.filter((line) => line.includes('"audit":"device_proof_refused"'))).toHaveLength(1);
  });

  it('is not checked before its browser has shown the cookie', async () => {
    const session = bound('registered');

    await expect(required(proofs(), session, requestWith())).resolves.toBe(session);
    await expect(required(proofs(), session, requestWith('made-up'))).resolves.toBe(session);
    expect(confirmations).toEqual([]);
  });

  it('is confirmed by the first valid cookie', async () => {
    const session = bound('registered');

    const confirmed = await proofs().require(session, requestWith(cookieOf(session)));
    expect(confirmed.device.state).toBe('confirmed');
    expect(confirmations).toEqual(['binding']);
  });

  it('is confirmed later when that cannot be stored now', async () => {
    const session = bound('registered');
    confirmation = () => Promise.reject(new Error('no'));

    await expect(required(proofs(), session, requestWith(cookieOf(session)))).resolves.toBe(session);
    expect(observed.lines.join('')).toContain('not confirmed');
  });

  it('is not checked when bindings are off', async () => {
    const session = bound('confirmed');

    await expect(required(proofs(false), session, requestWith())).resolves.toBe(session);
  });
});
