import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { bundledName, libraries, librariesFolder } from './libraries.mjs';

const bundled = new Map(
  existsSync(librariesFolder) ? libraries.map((name) => [name, join(librariesFolder, bundledName(name))]) : [],
);

/** Jest's resolver: an import of `./x.js` resolves to `x.ts`, and that of a library to its part of the bundle, if there is one. */
export default function resolve(request, options) {
  return (
    sourceOf(request, options.basedir) ??
    // A `require` needs CommonJS, but the bundle consists of ES modules.
    (options.conditions?.includes('import') ? bundled.get(request) : undefined) ??
    options.defaultResolver(request, options)
  );
}

function sourceOf(request, folder) {
  if (!/^\.{1,2}\/.*\.js$/.test(request) || folder.includes('/node_modules/')) {
    return undefined;
  }
  const stem = join(folder, request.slice(0, -'.js'.length));
  return ['.ts', '.tsx'].map((extension) => stem + extension).find((file) => existsSync(file));
}
