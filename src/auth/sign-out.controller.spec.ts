import { AuditLog, Logger, NoMetrics } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import type { EntraAuthority } from '../entra/index.js';
import type { SessionStore } from '../session/index.js';
import { SignOutController } from './sign-out.controller.js';

describe('the front-channel sign-out', () => {
  const asked: string[] = [];
  const counted: unknown[] = [];
  let ended: number | Error;

  const sessions = {
    endByEntraSession: (sid: string) => {
      asked.push(sid);
      return ended instanceof Error ? Promise.reject(ended) : Promise.resolve(ended);
    },
  } as unknown as SessionStore;
  class Counted extends NoMetrics {
    override count(...labels: unknown[]): void {
      counted.push(labels);
    }
  }
  let logged = '';
  const logger = new Logger('info', { write: (line) => (logged += line) });
  const controller = new SignOutController(
    sessions,
    {} as EntraAuthority,
    {} as AppConfig,
    new AuditLog(logger),
    logger,
    new Counted(),
  );

  beforeEach(() => {
    asked.length = 0;
    counted.length = 0;
    logged = '';
    ended = 1;
  });

  it('ends the sessions that came from the session at Entra, and says so', async () => {
    expect(await controller.frontChannel('a-sid')).toBe('');
    expect(asked).toEqual(['a-sid']);
    expect(counted).toEqual([['bff_front_channel_sign_outs_total', { outcome: 'ended' }]]);
    expect(logged).toContain('"audit":"front_channel_sign_out","sessions":1');
  });

  it('writes nothing to the audit log for a sid that nobody has', async () => {
    ended = 0;

    expect(await controller.frontChannel('made-up')).toBe('');
    expect(counted).toEqual([['bff_front_channel_sign_outs_total', { outcome: 'unknown' }]]);
    expect(logged).toBe('');
  });

  it.each([undefined, ['a', 'b'], '', '*a-sid', 'a-sid*', 'a\nb', 'a'.repeat(129)])(
    'does not look for a sid of another shape: %j',
    async (sid) => {
      expect(await controller.frontChannel(sid)).toBe('');
      expect([asked, counted]).toEqual([[], []]);
    },
  );

  it('is empty also when the store cannot be reached, and the log says so', async () => {
    ended = new Error('no');

    expect(await controller.frontChannel('a-sid')).toBe('');
    expect(logged).toContain('front-channel sign-out failed');
  });
});
