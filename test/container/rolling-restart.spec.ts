import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { BrowserContext } from 'playwright-core';

import { contextFor, launchChromium, screens, signInAtEntra } from '../support/chromium.js';
import { StoryEnvironment } from '../support/story-environment.js';

const root = join(import.meta.dirname, '../..');
const people = ['alice@contoso.example', 'felix@fabrikam.example'];
const paths = ['/api/mail/messages?top=5', '/auth/session', '/api/mail/folders', '/api/me'];
const [screen] = screens;

/** Containers behind the proxy of docker-compose.yml; `npm run test:compose` brings them up. */
describe('replacing both containers one after the other, under load', () => {
  it('loses no request and signs nobody out', async () => {
    const place = await StoryEnvironment.open();
    await place.reset();
    const cookies = await signedInCookies(place.origin);
    const failures: string[] = [];
    let isOver = false;
    let sent = 0;
    const work = async (cookie: string, first: number): Promise<void> => {
      for (let turn = first; !isOver; turn++) {
        const path = paths[turn % paths.length] ?? '';
        const outcome = await outcomeOf(`${place.origin}${path}`, cookie);
        sent += 1;
        if (outcome !== 'ok') {
          failures.push(`${path}: ${outcome}`);
        }
      }
    };

    const load = cookies.flatMap((cookie) => [work(cookie, 0), work(cookie, 2)]);
    const { stdout } = await promisify(execFile)(process.execPath, ['deploy/compose/rolling-restart.mjs'], {
      cwd: root,
    }).finally(() => {
      isOver = true;
    });
    await Promise.all(load);
    await place.close();

    process.stdout.write(`${stdout}${sent} requests, ${failures.length} failed\n`);
    expect(failures).toEqual([]);
    expect(stdout.match(/ended with code 0/g)).toHaveLength(2);
    expect(sent).toBeGreaterThan(100);
  }, 180_000);
});

async function outcomeOf(url: string, cookie: string): Promise<string> {
  try {
    const answer = await fetch(url, { headers: { 'x-csrf': '1', cookie } });
    const text = await answer.text();
    return answer.status === 200 && !text.includes('"authenticated":false') ? 'ok' : `${answer.status} ${text}`;
  } catch (error) {
    return String(error);
  }
}

async function signedInCookies(origin: string): Promise<string[]> {
  const browser = await launchChromium();
  const cookies: string[] = [];
  for (const person of people) {
    const context = await contextFor(browser, screen);
    cookies.push(await cookieOf(context, origin, person));
    await context.close();
  }
  await browser.close();
  return cookies;
}

async function cookieOf(context: BrowserContext, origin: string, person: string): Promise<string> {
  const page = await context.newPage();
  await page.goto(`${origin}/auth/login?returnTo=/`);
  await signInAtEntra(page, person);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.waitForURL(`${origin}/**`);
  return (await context.cookies(origin)).map(({ name, value }) => `${name}=${value}`).join('; ');
}
