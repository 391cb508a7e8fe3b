import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../docs/adr');
const files = readdirSync(folder).filter((name) => /^\d{4}-.*\.md$/.test(name));

describe('the index of decision records', () => {
  const index = readFileSync(join(folder, 'README.md'), 'utf8').replaceAll(/ +\|/g, ' |');

  it.each(files)('lists %s with its number, title, status and date', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const [, number, title] = /^# (\d+)\. (.+)$/m.exec(text) ?? [];
    const [, status] = /^Status: (.+)$/m.exec(text) ?? [];

    expect(Number(file.slice(0, 4))).toBe(Number(number));
    expect(status).toMatch(/^[a-z].*, \d{4}-\d{2}-\d{2}$/);
    expect(index).toContain(`| [${title}](${file}) | ${status} |`);
  });

  it.each(files)('%s names the alternatives', (file) => {
    expect(readFileSync(join(folder, file), 'utf8')).toMatch(
      /^## (?:Rejected|Alternatives)|^\| package .*\| rejected/m,
    );
  });

  it('gives each number once, in one table and in order', () => {
    expect(new Set(files.map((file) => file.slice(0, 4))).size).toBe(files.length);
    expect([...index.matchAll(/\]\((\d{4}-[^)]*)\)/g)].map(([, file]) => file)).toEqual(files.sort());
    expect(index.match(/^\| no\. /gm)).toHaveLength(1);
  });
});
