import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { Logger } from '../common/index.js';
import { WatchedFile } from './watched-file.js';

describe('a watched file', () => {
  let folder: string;
  let path: string;
  let lines: string[];
  let parsed: string[];

  const logger = new Logger(
    'info',
    new Writable({
      write: (chunk: Buffer, _, done) => {
        lines.push(chunk.toString());
        done();
      },
    }),
  );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bff-watched-'));
    path = join(folder, 'file');
    lines = [];
    parsed = [];
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function watched(content?: string): WatchedFile<string> {
    const parse = (text: string): string => {
      if (text.startsWith('broken')) {
        throw new Error('is broken');
      }
      parsed.push(text);
      return text.toUpperCase();
    };
    return new WatchedFile('THE_FILE', path, parse, content);
  }

  it('is parsed once for each content', async () => {
    writeFileSync(path, 'one');
    const file = watched();
    expect([await file.current(logger), await file.current(logger)]).toEqual(['ONE', 'ONE']);
    expect(parsed).toEqual(['one']);
    expect(lines).toEqual([]);
  });

  it('is not parsed again for content that was read already', async () => {
    writeFileSync(path, 'one');
    const file = watched('one');
    expect([file.last, await file.current(logger)]).toEqual(['ONE', 'ONE']);
    expect(parsed).toEqual(['one']);
  });

  it('is seen to have changed although its time and length have not', async () => {
    writeFileSync(path, 'one');
    utimesSync(path, 1, 1);
    const file = watched('one');
    writeFileSync(path, 'two');
    utimesSync(path, 1, 1);

    expect(await file.current(logger)).toBe('TWO');
    expect(file.last).toBe('TWO');
    expect(lines.map((line) => [line.includes('THE_FILE'), line.includes('two')])).toEqual([[true, false]]);
  });

  it('is seen to have changed when a link above it is swapped, as the kubelet does', async () => {
    for (const [version, content] of [
      ['v1', 'one'],
      ['v2', 'two'],
    ] as const) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'key'), content);
    }
    symlinkSync('v1', join(folder, '..data'));
    symlinkSync(join('..data', 'key'), path);
    const file = watched();
    expect(await file.current(logger)).toBe('ONE');

    symlinkSync('v2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));

    expect(await file.current(logger)).toBe('TWO');
  });

  it.each([
    [
      'broken',
      () => {
        writeFileSync(path, 'broken CANARY');
      },
    ],
    [
      'gone',
      () => {
        rmSync(path);
      },
    ],
    [
      'a folder',
      () => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('keeps its last good content when it is %s, reports that once, and applies the next good one', async (_, harm) => {
    writeFileSync(path, 'one');
    const file = watched('one');
    harm();

    expect([await file.current(logger), await file.current(logger), file.last]).toEqual(['ONE', 'ONE', 'ONE']);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ level: 'warn', setting: 'THE_FILE' }]);
    expect(lines.join('')).not.toContain('CANARY');

    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, 'two');
    expect(await file.current(logger)).toBe('TWO');
  });

  it('reports a fault again when it was good in between', async () => {
    const file = watched('one');
    for (const content of ['broken', 'one', 'broken']) {
      writeFileSync(path, content);
      await file.current(logger);
    }
    expect(lines.filter((line) => line.includes('is broken'))).toHaveLength(2);
  });

  it('is an error while it has never been good', async () => {
    const file = watched();
    await expect(file.current(logger)).rejects.toMatchObject({ code: 'ENOENT' });
    writeFileSync(path, 'broken');
    await expect(file.current(logger)).rejects.toThrow('is broken');
    writeFileSync(path, 'one');
    expect(await file.current(logger)).toBe('ONE');
  });
});
