import { existsSync } from 'node:fs';

import { root, run } from '../../scripts/build.mjs';
import { markUsed } from './bundle-folders.mjs';
import { librariesFolder } from './libraries.mjs';

const script = 'build:libraries';

/**
 * Builds the bundle of the libraries (docs/adr/0094-libraries-of-the-tests-as-a-bundle.md) if the current installation has none. It
 * never fails: the resolver works without the bundle.
 */
export async function prepareLibraries(
  folder = librariesFolder,
  make = () => run('npm', ['run', '--silent', script], root),
) {
  if (!existsSync(folder)) {
    process.stdout.write(`building: npm run ${script}\n`);
    try {
      await make();
    } catch (error) {
      process.stderr.write(
        `\nWARNING: ${error.message}\nThe tests run without the bundle of libraries: the same tests, at twice the time and memory.\n\n`,
      );
      return;
    }
  }
  markUsed(folder);
}
