/** After `vite build`: writes a brotli and a gzip copy beside each text file over 1 KB. The service sends these copies unchanged. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const folder = join(import.meta.dirname, 'dist');
const text = /\.(?:css|html|js|json|mjs|svg|txt|webmanifest)$/;
const smallestBytes = 1024;

for (const name of await readdir(folder, { recursive: true })) {
  const file = join(folder, name);
  if (text.test(name) && (await stat(file)).size >= smallestBytes) {
    const content = await readFile(file);
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
      promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
    ]);
    await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
  }
}
