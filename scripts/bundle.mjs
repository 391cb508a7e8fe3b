/**
 * Makes a few large modules (`dist/bundle`) of the built service and all that it needs: two thirds of the CPU of a start went
 * into finding and compiling 2,400 small ones (docs/adr/0091-the-service-as-a-bundle.md). They lie two folders below the root,
 * as the modules do that look there for `package.json` and the mail app. The programs themselves (`dist/main.js` and its
 * siblings) become an import of their bundle, so that whoever starts them has it.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { rolldown } from 'rolldown';

import { root } from './build.mjs';

const dist = join(root, 'dist');
const programs = ['main', 'create-app', 'doctor', 'admin', 'mail/html/sanitiser-worker'];

/** Nest asks for these when an application uses them; this one does not. */
const unused = [
  /^@nestjs\/(?:microservices|websockets|platform-express)(?:\/|$)/,
  /^@fastify\/(?:multipart|view)$/,
  /^class-(?:transformer|validator)$/,
];

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(programs.map((program) => [program.replace(/^.*\//, ''), join(dist, `${program}.js`)])),
  platform: 'node',
  external: unused,
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
for (const program of ['main', 'doctor', 'admin']) {
  rmSync(join(dist, `${program}.js.map`));
  writeFileSync(join(dist, `${program}.js`), `import './bundle/${program}.js';\n`);
}
