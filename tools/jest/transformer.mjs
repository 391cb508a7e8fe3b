import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { VERSION } from 'rolldown';
import { transformSync } from 'rolldown/utils';

const ownSource = readFileSync(new URL(import.meta.url), 'utf8');

/** Jest's transformer of TypeScript: emits what `tsc` emits for the service (tsconfig.json), with oxc and without type checks. */
export default {
  process(source, file) {
    const { code, map, errors } = transformSync(file, source, {
      tsconfig: false,
      target: 'es2023',
      typescript: { onlyRemoveTypeImports: true },
      decorator: { legacy: true, emitDecoratorMetadata: true },
      jsx: { runtime: 'automatic' },
      sourcemap: true,
    });
    const [error] = errors;
    if (error !== undefined) {
      throw new SyntaxError(`${file}: ${error.codeframe ?? error.message}`);
    }
    return { code, map: map ?? null };
  },

  /** The key doesn't contain the Jest project, because all projects transform in the same way. */
  getCacheKey(source, file, { instrument }) {
    const hash = createHash('sha256');
    [ownSource, VERSION, process.version, String(instrument), file, source].forEach((part) => hash.update(`${part}\0`));
    return hash.digest('hex');
  },
};
