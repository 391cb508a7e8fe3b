import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/**
 * The path of a file of public reference data that lies beside the checkout (folder `../shared`, or the one that
 * `SHARED_DATA` names), e.g. `data/graph-mail.csdl.xml`; undefined when it isn't on this machine. The files belong to third
 * parties and are not part of the repository.
 */
export function sharedData(file: string): string | undefined {
  const path = join(process.env['SHARED_DATA'] ?? join(root, '../shared'), file);
  return existsSync(path) ? path : undefined;
}

/**
 * A `describe` whose tests read a shared file. Where the file is missing, a warning says so, and one skipped test is
 * reported in place of all of them: what was not tested is never counted as passed.
 */
export function describeWithSharedData(file: string, name: string, defineTests: (path: string) => void): void {
  const path = sharedData(file);
  describe(name, () => {
    if (path === undefined) {
      process.stderr.write(
        `WARNING: "${name}" is not tested: ../shared/${file} is missing (SHARED_DATA names the folder).\n`,
      );
      it.skip(`is NOT TESTED here, because ../shared/${file} is missing`, () => undefined);
      return;
    }
    defineTests(path);
  });
}
