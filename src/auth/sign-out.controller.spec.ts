import { noProofs } from '../../test/support/device-proofs.js';
import { Observed } from '../../test/support/observed.js';
import { AuditLog } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import type { EntraAuthority } from '../entra/index.js';
import type { SessionStore } from '../session/index.js';
import { SignOutController } from './sign-out.controller.js';

describe('the front-channel sign-out', () => {
  const asked: string[] = [];
  let ended: number | Error;

  const sessions = {
    endByEntraSession: (sid: string) => {
      asked.push(sid);
      return ended instanceof Error ? Promise.reject(ended) : Promise.resolve(ended);
    },
  } as unknown as SessionStore;
  let observed: Observed;
  let controller: SignOutController;

  beforeEach(() => {
    asked.length = 0;
    ended = 1;
    observed = new Observed();
    const { logger } = observed;
    controller = new SignOutController(
      sessions,
      noProofs,
      {} as EntraAuthority,
      {} as AppConfig,
      new AuditLog(logger),
      logger,
      observed,
    );
  });

  it('ends the sessions that came from the session at Entra, and says so', async () => {
    expect(await controller.frontChannel('a-sid')).toBe('');
    expect(asked).toEqual(['a-sid']);
    expect(observed.counted).toEqual(['bff_front_channel_sign_outs_total {"outcome":"ended"}']);
    expect(observed.lines.join('')).toContain('"audit":"front_channel_sign_out","sessions":1');
  });

  it('writes nothing to the audit log for a sid that nobody has', async () => {
    ended = 0;

    expect(await controller.frontChannel('made-up')).toBe('');
    expect(observed.counted).toEqual(['bff_front_channel_sign_outs_total {"outcome":"unknown"}']);
    expect(observed.lines).toEqual([]);
  });

  it.each([undefined, ['a', 'b'], '', '*a-sid', 'a-sid*', 'a\nb', 'a'.repeat(129)])(
    'does not look for a sid of another shape: %j',
    async (sid) => {
      expect(await controller.frontChannel(sid)).toBe('');
      expect([asked, observed.counted]).toEqual([[], []]);
    },
  );

  it('is empty also when the store cannot be reached, and the log says so', async () => {
    ended = new Error('no');

    expect(await controller.frontChannel('a-sid')).toBe('');
    expect(observed.lines.join('')).toContain('front-channel sign-out failed');
  });
});
