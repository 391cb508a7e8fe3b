import type { FastifyRequest } from 'fastify';

import { noProofs } from '../../test/support/device-proofs.js';
import { Observed } from '../../test/support/observed.js';
import { AuditLog } from '../common/index.js';
import { oneFrontend } from '../../test/support/frontend.js';
import type { AppConfig } from '../config/index.js';
import type { EntraAuthorities } from '../entra/index.js';
import type { SessionStore, UserSessions } from '../session/index.js';
import { SignOutController } from './sign-out.controller.js';

const tenant = '11111111-2222-3333-4444-555555555555';

describe('the front-channel sign-out', () => {
  const asked: string[] = [];
  let ended: number | Error;

  const sessions = {
    endByEntraSession: (sid: string) => {
      asked.push(sid);
      return ended instanceof Error ? Promise.reject(ended) : Promise.resolve(ended);
    },
  } as unknown as SessionStore;
  const request = {} as FastifyRequest;
  let issuer: string;
  let observed: Observed;
  let controller: SignOutController;

  beforeEach(() => {
    asked.length = 0;
    ended = 1;
    issuer = 'https://login.example/{tenantid}/v2.0';
    observed = new Observed();
    const { logger } = observed;
    controller = new SignOutController(
      sessions,
      {} as UserSessions,
      noProofs,
      { of: () => ({ metadata: () => Promise.resolve({ issuer }) }) } as unknown as EntraAuthorities,
      { frontends: oneFrontend } as AppConfig,
      new AuditLog(logger),
      logger,
      observed,
    );
  });

  it('ends the sessions that came from the session at Entra, and audits that', async () => {
    expect(await controller.frontChannel(request, 'a-sid', undefined)).toBe('');
    expect(asked).toEqual(['a-sid']);
    expect(observed.counted).toEqual(['bff_front_channel_sign_outs_total {"outcome":"ended"}']);
    expect(observed.lines.join('')).toMatch(/"audit":"front_channel_sign_out".*"sessions":1/);
  });

  it('writes nothing to the audit log for an unknown sid', async () => {
    ended = 0;

    expect(await controller.frontChannel(request, 'made-up', undefined)).toBe('');
    expect(observed.counted).toEqual(['bff_front_channel_sign_outs_total {"outcome":"unknown"}']);
    expect(observed.lines).toEqual([]);
  });

  it.each([undefined, ['a', 'b'], '', '*a-sid', 'a-sid*', 'a\nb', 'a'.repeat(129)])(
    'does not search for a sid of another layout: %j',
    async (sid) => {
      expect(await controller.frontChannel(request, sid, undefined)).toBe('');
      expect([asked, observed.counted]).toEqual([[], []]);
    },
  );

  it.each([
    ['https://login.example/{tenantid}/v2.0', `https://login.example/${tenant}/v2.0`, true],
    ['https://login.example/{tenantid}/v2.0', 'https://login.example/common/v2.0', false],
    ['https://login.example/{tenantid}/v2.0', `https://evil.example/${tenant}/v2.0`, false],
    ['https://login.example/{tenantid}/v2.0', `https://login.example/${tenant}/v1.0`, false],
    ['https://login.example/{tenantid}/v2.0', ['a', 'b'], false],
    [`https://login.example/${tenant}/v2.0`, `https://login.example/${tenant}/v2.0`, true],
    [`https://login.example/${tenant}/v2.0`, `https://login.example/${tenant.replace('1', '2')}/v2.0`, false],
  ])('of the issuer %s, from %j, ends sessions: %j', async (ours, theirs, isOurs) => {
    issuer = ours;

    expect(await controller.frontChannel(request, 'a-sid', theirs)).toBe('');
    expect(asked).toEqual(isOurs ? ['a-sid'] : []);
  });

  it('returns an empty response also when the store is unavailable, and logs that', async () => {
    ended = new Error('no');

    expect(await controller.frontChannel(request, 'a-sid', undefined)).toBe('');
    expect(observed.lines.join('')).toContain('front-channel sign-out failed');
  });
});
