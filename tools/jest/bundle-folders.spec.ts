import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';

import { storeBundle, removeUnused } from './bundle-folders.mjs';
import { prepareLibraries } from './prepare-libraries.mjs';

const dayMs = 24 * 3_600_000;

describe('folders of bundles', () => {
  let parent: string;
  let folder: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'bundles-'));
    folder = join(parent, 'key');
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(parent, { recursive: true });
  });

  const write = (dir: string, text: string): void => {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'fastify.mjs'), text);
  };
  const kept = (): string => readFileSync(join(folder, 'fastify.mjs'), 'utf8');
  const used = (name: string, at: number): void => {
    mkdirSync(join(parent, name));
    utimesSync(join(parent, name), at / 1000, at / 1000);
  };

  it('contain the bundle of the first of two runs, which may read from it', async () => {
    await storeBundle(folder, async (dir: string) => {
      await storeBundle(folder, (own: string) => {
        write(own, 'first');
        return Promise.resolve();
      });
      write(dir, 'second');
    });

    expect(kept()).toBe('first');
    expect(readdirSync(parent).sort()).toEqual(['key']);
  });

  it('contain nothing of a build that failed', async () => {
    const failed = storeBundle(folder, (dir: string) => {
      write(dir, 'half');
      return Promise.reject(new Error('no space'));
    });

    await expect(failed).rejects.toThrow('no space');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('are removed a week after their last use, except for the current one', () => {
    const now = Date.parse('2026-11-30T12:00:00Z');
    used('key', now - 30 * dayMs);
    used('of-another-node', now - 6 * dayMs);
    used('of-another-installation', now - 8 * dayMs);

    removeUnused(parent, folder, now);

    expect(readdirSync(parent).sort()).toEqual(['key', 'of-another-node']);
  });

  it('are retained by their last use, not by their creation', async () => {
    used('key', Date.now() - 30 * dayMs);

    await prepareLibraries(folder, () => Promise.reject(new Error('is made already')));
    removeUnused(parent, join(parent, 'another'));

    expect(readdirSync(parent)).toEqual(['key']);
  });

  it('may be absent: a failed build is reported, and the tests continue', async () => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const warned = jest.spyOn(process.stderr, 'write').mockReturnValue(true);

    await prepareLibraries(folder, () => Promise.reject(new Error('no space')));

    expect(warned.mock.calls.join()).toMatch(/WARNING: no space\n.*without the bundle/);
  });
});
