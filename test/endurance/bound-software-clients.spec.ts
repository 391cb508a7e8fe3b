import { setTimeout as pause } from 'node:timers/promises';

import { DeviceBrowser, secureOrigin } from '../support/device-browser.js';
import { TestSystem } from '../support/test-system.js';
import {
  accessTokenSeconds,
  Diary,
  expectUntroubled,
  isOver,
  longestMs,
  proofSeconds,
  reporting,
  seconds,
} from './diary.js';

const paths = ['/api/me', '/api/mail/messages?top=10', '/auth/session', '/auth/permissions', '/api/mail/folders'];
/** Of the cookie's lifetime; a browser renews it when it has expired by its own clock. */
const usableMs = (proofSeconds - 0.2) * 1000;

/** The software client on two replicas, with a proof every five seconds. */
describe(`bound sessions of software clients, for ${seconds} s`, () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair({ PUBLIC_URL: secureOrigin, DEVICE_PROOF_SECONDS: String(proofSeconds) });
    system.sandbox.control.setLifetimes({ accessTokenSeconds });
  }, 240_000);

  afterAll(() => system.close());

  /** As Chromium does it: an expired cookie is renewed before the request that requires it is sent. */
  async function use(diary: Diary, user: string, stepMs: number): Promise<void> {
    const browser = await DeviceBrowser.bound(system, user);
    const start = performance.now();
    let provedAt = Number.NEGATIVE_INFINITY;
    for (let step = 0; !isOver(start); step++) {
      if (performance.now() - provedAt > usableMs) {
        browser.forgetDeviceCookie();
        provedAt = performance.now();
        diary.note('proof', (await browser.renew()).status);
        diary.proofs++;
      }
      const path = paths[step % paths.length] ?? '/api/me';
      // On a busy machine the proof may expire before the request is read: the page proves again, and repeats the
      // request.
      const first = (await browser.agent.xhr('GET', path)).status;
      if (first === 401) {
        diary.refused.push(path);
        await browser.renew();
      }
      diary.note(path, first === 401 ? (await browser.agent.xhr('GET', path)).status : first);
      await pause(stepMs);
    }
  }

  it(
    'show no error to anybody',
    async () => {
      const [slow, fast] = [new Diary('software client'), new Diary('a faster one')];
      await reporting([slow, fast], () =>
        Promise.all([use(slow, 'alice@contoso.example', 900), use(fast, 'bilal@contoso.example', 230)]),
      );
      expectUntroubled([slow, fast]);
    },
    longestMs,
  );
});
