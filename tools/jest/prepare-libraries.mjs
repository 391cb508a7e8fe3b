import { existsSync } from 'node:fs';

import { root, run } from '../../scripts/build.mjs';
import { markUsed } from './bundle-folders.mjs';
import { librariesFolder } from './libraries.mjs';

const script = 'build:libraries';

/**
 * Makes the libraries' bundle (docs/adr/0094-libraries-of-the-tests-as-a-bundle.md) when there is none of what is installed. Never
 * fails: the resolver goes on without it.
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
