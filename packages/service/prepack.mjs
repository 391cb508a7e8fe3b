/** Before `npm pack`, copies the built server of the repository into the package; `--clean` removes it again. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { build, root } from '../../scripts/build.mjs';

const copy = join(import.meta.dirname, 'dist');

rmSync(copy, { recursive: true, force: true });
if (!process.argv.includes('--clean')) {
  if ((await build(root, ['build:server'])).length > 0) {
    process.exit(1);
  }
  // The service's own programs are not part of the library. Source maps name files that are not in the package.
  const left =
    /\.map$|[\\/]dist[\\/](?:main|doctor|admin|create-app)\.|[\\/]dist[\\/](?:doctor|admin|bundle)(?:[\\/]|$)/;
  cpSync(join(root, 'dist'), copy, { recursive: true, filter: (path) => !left.test(path) });
}
