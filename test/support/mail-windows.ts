import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

import type { MessageContent, SandboxControl } from '../../sandbox/src/index.js';
import { contextFor, launchChromium, type Screen } from './chromium.js';
import { desktop, openMail, sendsAtOnce, takeEntraSession, takeSession } from './mail-app.js';
import { TestSystem } from './test-system.js';
import type { UserAgent } from './user-agent.js';
import { WindowPool } from './window-pool.js';

export const alice = 'alice@contoso.example';
export const bilal = 'bilal@contoso.example';
/** A story opens many pages, and the machine may have other load. */
export const storyMs = 90_000;

/** The service, its environment and Chromium, for all stories of one file; each story's windows close with it. */
export class MailWindows {
  readonly #contexts: BrowserContext[] = [];
  #system: TestSystem | undefined;
  #browser: Browser | undefined;
  #pool: WindowPool | undefined;

  /** Called in a `describe`. */
  static forEachStory(): MailWindows {
    const windows = new MailWindows();
    beforeAll(async () => {
      windows.#system = await TestSystem.start();
      windows.#browser = await launchChromium();
      windows.#pool = new WindowPool(windows.#system.origin);
    }, storyMs);
    afterEach(async () => {
      windows.control.clearFaults();
      await Promise.all(windows.#contexts.splice(0).map((context) => windows.#windows.release(context)));
    });
    afterAll(async () => {
      await windows.#browser?.close();
      await windows.#system?.close();
      removeFiles();
    }, storyMs);
    return windows;
  }

  get system(): TestSystem {
    return required(this.#system);
  }

  get browser(): Browser {
    return required(this.#browser);
  }

  get control(): SandboxControl {
    return this.system.sandbox.control;
  }

  get graph(): SandboxControl['graph'] {
    return this.control.graph;
  }

  /** Has consented already to everything that the app may ever request. */
  grantAll(username: string): void {
    this.control.grantConsent(username, ['User.Read', 'Mail.Read', 'Mail.ReadWrite', 'Mail.Send']);
  }

  async window(username = alice, screen: Screen = desktop): Promise<BrowserContext> {
    return this.#windowOf(await this.system.signedIn(username), screen);
  }

  /** A page of a user who has consented to the first permissions only, and whom Entra knows. */
  async mailWithoutConsent(username = alice): Promise<Page> {
    this.control.withdrawConsent(username);
    const agent = await this.system.signedIn(username);
    const context = await this.#windowOf(agent, desktop);
    await takeEntraSession(context, this.system, agent);
    return this.tab(context);
  }

  /** That of a finished story, or a new one, with the session of `agent`. */
  async #windowOf(agent: UserAgent, screen: Screen): Promise<BrowserContext> {
    const context =
      this.#windows.take(screen) ??
      this.#windows.add(await contextFor(this.browser, screen, sendsAtOnce(this.system.origin)), screen);
    await takeSession(context, this.system, agent);
    return this.closeAtEnd(context);
  }

  get #windows(): WindowPool {
    return required(this.#pool);
  }

  closeAtEnd(context: BrowserContext): BrowserContext {
    this.#contexts.push(context);
    return context;
  }

  async tab(context: BrowserContext, path?: string): Promise<Page> {
    return openMail(await this.#windows.page(context), this.system, path);
  }

  /** A window with one tab, in which `username` reads their mail. */
  async mail(username = alice, path?: string): Promise<Page> {
    return this.tab(await this.window(username), path);
  }

  subjects(username: string, folder: string): string[] {
    return this.graph.messages(username, folder).map(({ subject }) => subject);
  }

  /** The content of the newest message with this subject in a folder, at Graph. */
  contentOf(username: string, folder: string, subject: string): MessageContent | undefined {
    const found = this.graph.messages(username, folder).findLast((message) => message.subject === subject);
    return found && this.graph.content(username, found.id);
  }
}

function required<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) {
    throw new Error('beforeAll has not run');
  }
  return thing;
}

export function row(page: Page, name: RegExp | string): Locator {
  return page.getByRole('link', { name }).first();
}

/** Begins a new message with a recipient and a subject. */
export async function writeTo(page: Page, address: string, subject: string): Promise<void> {
  await page.getByRole('button', { name: 'New message' }).click();
  await page.getByRole('combobox', { name: 'To' }).fill(address);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
}

export function textOf(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Message' });
}

export async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

export async function sent(page: Page): Promise<void> {
  await page.getByText('Message sent').first().waitFor();
}

/** The editor's text about the draft's safety. */
export async function saveState(page: Page, text: RegExp | string): Promise<void> {
  await page.getByTestId('save-state').getByText(text, { exact: true }).waitFor();
}

export async function attach(page: Page, name: string, bytes: number): Promise<void> {
  const buffer = Buffer.alloc(bytes, `${name} `);
  const input = page.getByTestId('attach-input');
  await (bytes < large
    ? input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
    : input.setInputFiles(onDisk(name, buffer)));
}

/** From this size on, passing a file's name to the browser is cheaper than passing its content. */
const large = 2_097_152;
let folderOfFiles: string | undefined;

function onDisk(name: string, content: Buffer): string {
  folderOfFiles ??= mkdtempSync(join(tmpdir(), 'attached-'));
  const path = join(folderOfFiles, name);
  writeFileSync(path, content);
  return path;
}

function removeFiles(): void {
  if (folderOfFiles !== undefined) {
    rmSync(folderOfFiles, { recursive: true });
    folderOfFiles = undefined;
  }
}
