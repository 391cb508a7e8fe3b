import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { Browser } from 'playwright-core';

import { contextFor, launchChromium, screenshot, screens, signInAtEntra } from '../support/chromium.js';
import { alice, bilal, storyMs } from '../support/mail-windows.js';
import { ForeignProject } from '../support/packed-package.js';
import { TestSystem } from '../support/test-system.js';

const example = join(import.meta.dirname, '../../examples/spa');

/** Everything that the package exports, as an application's bundler would build it, without React. */
const everything = {
  entry: `
    export * from '@entra-mail-bff/client';
    export * from '@entra-mail-bff/client/react';`,
  config: `
    export default {
      build: {
        outDir: 'size',
        rollupOptions: {
          input: 'src/everything.ts',
          external: [/^react/],
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: 'everything.js' },
        },
      },
    };`,
};

/** The packed package in an empty project of Vite, React and TypeScript: the sources are those of the example. */
describe('the package of the client', () => {
  let project: ForeignProject;
  let browser: Browser;
  let system: TestSystem | undefined;

  beforeAll(async () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    project = await ForeignProject.with('packages/client', { dependencies: { ...dependencies, ...devDependencies } });
    for (const file of ['index.html', 'tsconfig.json', 'vite.config.ts', 'src']) {
      cpSync(join(example, file), join(project.folder, file), { recursive: true });
    }
    browser = await launchChromium();
  }, storyMs);

  afterAll(async () => {
    await browser.close();
    await system?.close();
    project.remove();
  });

  it('has at most 10 KB with its hooks, compressed', async () => {
    project.write('src/everything.ts', everything.entry);
    project.write('size.config.mjs', everything.config);
    await project.run('vite', 'build', '--config', 'size.config.mjs');
    const code = readFileSync(join(project.folder, 'size/everything.js'));

    expect(code.toString()).toContain('X-CSRF');
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(10 * 1024);
  });

  it(
    'compiles under the settings of today’s Vite template, and sends after the consent prompt',
    async () => {
      await project.run('tsc', '-p', 'tsconfig.json');
      await project.run('vite', 'build');
      system = await TestSystem.start({ WEB_ROOT: join(project.folder, 'dist') });
      const context = await contextFor(browser, screens[0]);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));

      await page.goto(system.origin);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await signInAtEntra(page, alice);
      await page.getByRole('button', { name: 'Accept' }).click();
      const inbox = page.getByRole('region', { name: 'Inbox' });
      await inbox.getByRole('listitem').nth(9).waitFor();
      await inbox.getByRole('button', { name: 'More' }).click();
      await inbox.getByRole('listitem').nth(10).waitFor();

      await page.getByLabel('To').fill(bilal);
      await page.getByLabel('Subject').fill('From the example');
      await page.getByLabel('Text').fill('This text survives the trip to Entra.');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Send mail as you').first().waitFor();
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.getByText('This text survives the trip to Entra.').waitFor();
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Sent.').waitFor();
      await screenshot(page, 'client package sent');

      expect(
        system.sandbox.control.graph
          .messages(alice, 'sentitems')
          .filter(({ subject }) => subject === 'From the example'),
      ).toHaveLength(1);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await context.cookies(system.origin)).toEqual([]);
      expect(faults).toEqual([]);
    },
    storyMs,
  );
});
