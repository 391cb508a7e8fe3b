import { readdirSync, readFileSync } from 'node:fs';

/** Names that are not keys of the store: names that values are encrypted for, and channels. */
const notStored = new Set(['device', 'mail picture', 'events', 'ping doctor']);

/** Arguments of functions that make parts of a key. */
const ofFunctions = /, (?:'base64url'|'-')\)/g;

const text = readFileSync('docs/architecture.md', 'utf8');

/** Area and fixed parts of a key, without the parts that differ from record to record. */
function signature(parts: readonly string[]): string {
  return parts.join(' ');
}

function documented(): string[] {
  const rows = [...text.matchAll(/^\| `bff:(?<area>[\w-]+):v1:(?<parts>[^`]+)`/gm)];
  return rows.map(({ groups: { area = '', parts = '' } = {} }) =>
    signature([area, ...parts.split(':').filter((part) => !/[{<]/.test(part))]),
  );
}

function written(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'));
  return files.flatMap((source) => [
    ...[...source.matchAll(/keyName\('(?<area>[\w-]+)'(?<rest>.*)$/gm)].map(
      ({ groups: { area = '', rest = '' } = {} }) =>
        signature([
          area,
          ...[...rest.replace(ofFunctions, '').matchAll(/, '(?<part>[\w-]+)'/g)].map(
            ({ groups }) => groups?.['part'] ?? '',
          ),
        ]),
    ),
    ...[...source.matchAll(/new RecentMarks\([^,]+, '(?<area>[\w-]+)'/g)].map(({ groups }) =>
      signature([groups?.['area'] ?? '', 'recent']),
    ),
  ]);
}

describe('the table of stored keys (docs/architecture.md)', () => {
  const keys = [...new Set(written())].filter((key) => !notStored.has(key) && !notStored.has(key.split(' ')[0] ?? ''));

  it('contains the keys', () => {
    expect(keys).toEqual(expect.arrayContaining(['session', 'session used', 'tokens partition', 'sid recent']));
  });

  it.each(keys)('has the key "%s"', (key) => {
    expect(documented()).toContain(key);
  });

  it.each(documented())('has "%s" for a written key', (key) => {
    expect(keys).toContain(key);
  });
});
