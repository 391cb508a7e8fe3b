import { liveSession } from '../../../test/support/mail-session.js';
import { Observed } from '../../../test/support/observed.js';
import { frontendWith } from '../../../test/support/frontend.js';
import { Frontends, type AppConfig } from '../../config/index.js';
import type { StoredKeys } from '../../redis/index.js';
import type { SessionStore } from '../session-store.js';
import { BindingNotice } from './binding-notice.js';

const tags = ['a'.repeat(22), 'b'.repeat(22)];

describe('the start of the service', () => {
  async function linesWith(
    deviceBinding: AppConfig['deviceBinding'],
    keys?: StoredKeys,
    origin = 'https://mail.example',
  ): Promise<string> {
    const observed = new Observed();
    const confirmed = { ...liveSession(), device: { state: 'confirmed' } };
    const sessions = { list: () => Promise.resolve([confirmed, liveSession()]) } as unknown as SessionStore;
    new BindingNotice(
      sessions,
      { deviceBinding, frontends: new Frontends([frontendWith({ origin })]) } as AppConfig,
      observed.logger,
      keys,
    ).onApplicationBootstrap();
    await new Promise(setImmediate);
    return observed.lines.join('');
  }

  function keysOf(...names: readonly string[]): StoredKeys {
    return {
      async *matching() {
        yield* names;
        await Promise.resolve();
      },
    } as unknown as StoredKeys;
  }

  it.each([
    [179, true],
    [180, false],
    [300, false],
  ])('warns of proofs that are too short for Chromium: %i s, %s', async (proofSeconds, isWarned) => {
    expect((await linesWith({ isOn: true, proofSeconds })).includes('DEVICE_PROOF_SECONDS')).toBe(isWarned);
  });

  it('logs how many bound sessions are used as unbound ones when bindings are off', async () => {
    const names = [...tags, ...tags].map((tag) => `bff:session:v1:{${tag}}:index`);

    expect(await linesWith({ isOn: false, proofSeconds: 5 }, keysOf(...names))).toContain('"boundSessions":2');
  });

  it('logs nothing when bindings are off and there are no bound sessions', async () => {
    expect(await linesWith({ isOn: false, proofSeconds: 5 }, keysOf())).toBe('');
    expect(await linesWith({ isOn: false, proofSeconds: 5 })).toBe('');
  });

  it('does not count bound sessions over http, where no session can be bound', async () => {
    const keys = keysOf(`bff:session:v1:{${tags[0]}}:index`);

    expect(await linesWith({ isOn: false, proofSeconds: 5 }, keys, 'http://localhost:3000')).toBe('');
  });
});
