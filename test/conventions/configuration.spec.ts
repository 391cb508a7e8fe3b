import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

it('docs/configuration.md and .env.example match the schema', () => {
  const check = (): string =>
    execFileSync(process.execPath, ['scripts/configuration-docs.mjs', '--check'], { cwd: root }).toString();

  expect(check).not.toThrow();
});
