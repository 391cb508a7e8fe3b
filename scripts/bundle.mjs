/**
 * Bundles the built service and its dependencies into a few large modules (`dist/bundle`): two thirds of the CPU of a start was
 * for finding and compiling 2,400 small ones (docs/adr/0091-the-service-as-a-bundle.md). The bundles are two folders below the
 * root, like the modules that find `package.json` and the mail app from there. The programs themselves (`dist/main.js` and its
 * siblings) become an import of their bundle, so that every start uses it.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { rolldown } from 'rolldown';

import { neverInstalled, root } from './build.mjs';

const dist = join(root, 'dist');
const programs = ['main', 'doctor', 'admin'];
const modules = {
  ...Object.fromEntries(programs.map((program) => [program, program])),
  'sanitiser-worker': 'mail/html/sanitiser-worker',
  // For the tests that start the service themselves.
  'create-app': 'create-app',
  common: 'common/index',
  config: 'config/index',
};

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(Object.entries(modules).map(([name, module]) => [name, join(dist, `${module}.js`)])),
  platform: 'node',
  external: neverInstalled,
  onLog(level, { code, message }) {
    // passport-azure-ad writes "use restrict" where it means "use strict".
    if (level === 'warn' && code !== 'MODULE_LEVEL_DIRECTIVE') {
      throw new Error(message);
    }
  },
});
rmSync(join(dist, 'bundle'), { recursive: true, force: true });
await bundle.write({
  dir: join(dist, 'bundle'),
  // Nest's logs and errors name classes.
  keepNames: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();
for (const program of programs) {
  rmSync(join(dist, `${program}.js.map`));
  writeFileSync(join(dist, `${program}.js`), `import './bundle/${program}.js';\n`);
}
