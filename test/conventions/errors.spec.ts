import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { authErrorCodes } from '../../src/auth/sign-in-failure.js';
import { problemCodes } from '../../src/common/problem-codes.js';

const root = join(import.meta.dirname, '../..');
const [problems = '', authErrors = ''] = readFileSync(join(root, 'docs/errors.md'), 'utf8').split(
  '\n## `auth_error` codes',
);

function headingsOf(part: string): string[] {
  return [...part.matchAll(/^### `(\w+)`$/gm)].map(([, code = '']) => code);
}

function statusesOf(part: string): [string, number][] {
  return [...part.matchAll(/^### `(\w+)`\n+\*\*(\d{3})\.\*\*/gm)].map(([, code = '', status]) => [
    code,
    Number(status),
  ]);
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .filter((path) => !/(?:problem-codes|settings)\.ts$/.test(path))
  .map((path) => readFileSync(join(root, 'src', path), 'utf8'))
  .map((text) => text.replace(/export const authErrorCodes = \[[^\]]*\]/, ''))
  .join('\n');

describe('docs/errors.md', () => {
  it('has a section for every problem code, and for nothing else', () => {
    expect(headingsOf(problems).sort()).toEqual(Object.keys(problemCodes).sort());
  });

  it('has a section for every auth_error code, and for nothing else', () => {
    expect(headingsOf(authErrors).sort()).toEqual([...authErrorCodes].sort());
  });

  it('states the status of the response', () => {
    expect(Object.fromEntries(statusesOf(problems))).toEqual(
      Object.fromEntries(Object.entries(problemCodes).map(([code, { status }]) => [code, status])),
    );
  });

  it.each([...Object.keys(problemCodes), ...authErrorCodes])('%s is returned somewhere', (code) => {
    expect(sources).toContain(`'${code}'`);
  });
});
