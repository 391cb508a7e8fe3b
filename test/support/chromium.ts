import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** For Debian's Chromium as root in a closed network: without these flags, it would repeat refused requests at each start. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Without a window, if such a browser is installed (scripts/test-setup.mjs). */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env['HEADLESS_CHROMIUM'] ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: chromiumFlags });
}

export interface Screen {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
  /** Whether it has touch instead of a mouse. */
  readonly hasTouch?: boolean;
  /** What the browser prefers (BCP 47). */
  readonly locale?: string;
  /**
   * Whether the app may store its files on the device. That takes a while, and hides requests for them from the test.
   */
  readonly hasWorker?: boolean;
}

export const screens: readonly [Screen, ...Screen[]] = [
  { name: 'desktop, light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'desktop, dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'phone, light', width: 390, height: 844, colorScheme: 'light' },
];

/** Ends a wait for an event that never occurs; how long a page takes on a busy machine is unknown to a test. */
const patienceMs = 150_000;

export async function contextFor(
  browser: Browser,
  { width, height, colorScheme, hasTouch = false, locale = 'en-GB', hasWorker = false }: Omit<Screen, 'name'>,
  /** What the app of this address reads from its storage. */
  stored?: { readonly origin: string; readonly localStorage: { readonly name: string; readonly value: string }[] },
): Promise<BrowserContext> {
  const viewport = { width, height };
  const context = await browser.newContext({
    viewport,
    colorScheme,
    hasTouch,
    isMobile: hasTouch,
    locale,
    timezoneId: 'UTC',
    serviceWorkers: hasWorker ? 'allow' : 'block',
    ...(stored === undefined ? {} : { storageState: { cookies: [], origins: [stored] } }),
  });
  context.setDefaultTimeout(patienceMs);
  return context;
}

/** Writes it outside of the repository. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../test-results');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w-]+/g, '-')}.png`) });
}

/** Types the user name, signs in and accepts, on the pages of the sandbox. */
export async function signInAtEntra(page: Page, username: string): Promise<void> {
  await page.locator('input[name="loginfmt"]').fill(username);
  await page.keyboard.press('Enter');
  await page.locator('input[type="password"]').waitFor();
  await page.keyboard.press('Enter');
}
