import type { Page } from 'playwright-core';

import { DeviceStage } from '../support/device-chromium.js';
import { alice } from '../support/mail-windows.js';
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

/** A challenge is sent with 403; the browser answers it by itself. */
const handsOutChallenge = /\/auth\/device\/refresh 403$/;
const isRefusal = / [45]\d\d$/;

/** A user works in Chromium, with a proof every five seconds, and notices nothing. */
describe(`a bound session in Chromium, for ${seconds} s`, () => {
  let stage: DeviceStage;

  beforeAll(async () => {
    stage = await DeviceStage.start(proofSeconds);
    stage.system.sandbox.control.setLifetimes({ accessTokenSeconds });
  }, 240_000);

  afterAll(() => stage.close(), 240_000);

  /** Goes to another folder, opens a message, loads the app anew. */
  async function act(page: Page, step: number): Promise<void> {
    switch (step % 5) {
      case 0:
        await page.getByRole('link', { name: /^Archive/ }).click();
        await page.getByRole('heading', { name: 'Archive' }).waitFor();
        break;
      case 1:
        await page.getByRole('link', { name: /^Inbox/ }).click();
        await page.getByRole('heading', { name: 'Inbox' }).waitFor();
        break;
      case 2:
        await page
          .getByRole('link', { name: /Harbour Dispatch/ })
          .first()
          .click();
        await page.getByRole('button', { name: 'Reply', exact: true }).first().waitFor();
        break;
      case 3:
        await page.goto(`${stage.system.origin}/settings`);
        await page.getByText('This session is bound to this device').waitFor();
        break;
      default:
        await page.goto(`${stage.system.origin}/mail/inbox`);
        await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    }
  }

  async function work(page: Page, diary: Diary): Promise<void> {
    const start = performance.now();
    for (let step = 0; !isOver(start); step++) {
      try {
        await act(page, step);
      } catch (error) {
        diary.error(`step ${step % 5} at ${page.url()}: ${String(error)}`);
        await page.goto(`${stage.system.origin}/mail/inbox`);
      }
      diary.requests++;
      diary.proofs = stage.front.count('/auth/device/refresh', 200);
      for (const notice of await page.getByRole('alert').allInnerTexts()) {
        if (notice.trim() !== '') {
          diary.error(`shown: ${notice}`);
        }
      }
      await page.waitForTimeout(1_500 + (step % 7) * 1_000);
    }
  }

  it(
    'shows no error to the user',
    async () => {
      const diary = new Diary('Chromium');
      await reporting([diary], async () => {
        const page = await stage.signedIn(await stage.machine(), alice);
        page.on('pageerror', (error) => {
          diary.error(`page: ${error.message}`);
        });
        await work(page, diary);
        const refused = stage.front.log.filter((line) => isRefusal.test(line) && !handsOutChallenge.test(line));
        diary.refused.push(...refused.filter((line) => line.endsWith(' 401')));
        diary.errors.push(...refused.filter((line) => !line.endsWith(' 401')));
      });
      expectUntroubled([diary]);
    },
    longestMs,
  );
});
