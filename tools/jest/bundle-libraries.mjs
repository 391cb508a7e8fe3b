/**
 * `npm run build:libraries`: bundles the libraries that tests load into a few large modules
 * (docs/adr/0094-libraries-of-the-tests-as-a-bundle.md).
 */
import { rolldown } from 'rolldown';

import { neverInstalled, root } from '../../scripts/build.mjs';
import { storeBundle, removeUnused } from './bundle-folders.mjs';
import { bundledName, bundlesFolder, libraries, librariesFolder } from './libraries.mjs';

/** A module that exports what Node finds in a library: only Node can list the exports of a CommonJS module. */
async function entryFor(name) {
  const names = Object.keys(await import(name)).filter((each) => !['module.exports', '__esModule'].includes(each));
  return names.length === 0 ? `import '${name}';` : `export { ${names.join(', ')} } from '${name}';`;
}

const prefix = 'libraries:';
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(libraries.map((name) => [bundledName(name).slice(0, -'.mjs'.length), prefix + name])),
  platform: 'node',
  // The entries that Node uses. The conditions and fields of bundlers name other files.
  resolve: { mainFields: ['main'], conditionNames: ['node'] },
  external: neverInstalled,
  plugins: [
    {
      name: 'entries',
      resolveId: (id) => (id.startsWith(prefix) ? id : undefined),
      load: (id) => (id.startsWith(prefix) ? entryFor(id.slice(prefix.length)) : undefined),
    },
  ],
  onLog(level, { code, message }) {
    // passport-azure-ad writes "use restrict" where it means "use strict".
    if (level === 'warn' && code !== 'MODULE_LEVEL_DIRECTIVE') {
      throw new Error(message);
    }
  },
});
await storeBundle(librariesFolder, (dir) =>
  bundle.write({
    dir,
    keepNames: true,
    // A third of the text, which V8 reads once per suite.
    comments: false,
    // Without this, CommonJS modules run later than ES modules that count on them: Nest's decorators on reflect-metadata.
    strictExecutionOrder: true,
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
  }),
);
await bundle.close();
removeUnused(bundlesFolder, librariesFolder);
