import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';

const publicFolder = join(import.meta.dirname, 'public');

/** Writes the service worker, which contains the list of the files of this build. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const files = Object.values(bundle).filter(({ fileName }) => fileName.startsWith('assets/'));
        const entry = files.find((file) => file.type === 'chunk' && file.isEntry);
        if (entry === undefined) {
          return;
        }
        const named = readdirSync(publicFolder).map((name) => ({
          name,
          content: readFileSync(join(publicFolder, name)),
        }));
        const hash = createHash('sha256');
        for (const { fileName } of files) {
          hash.update(fileName);
        }
        for (const { content } of named) {
          hash.update(content);
        }
        const page = bundle['index.html'];
        if (page?.type === 'asset') {
          hash.update(page.source);
        }
        const listed = {
          entry: `/${entry.fileName}`,
          files: [...files.map(({ fileName }) => fileName), ...named.map(({ name }) => name)].map((name) => `/${name}`),
        };
        // The version includes the code of the worker: a changed worker never installs into the cache of the active one.
        hash.update(await workerFor({ ...listed, version: '' }));
        const shell = { ...listed, version: hash.digest('base64url').slice(0, 12) };
        this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: await workerFor(shell) });
      },
    },
  };
}

async function workerFor(shell: object): Promise<string> {
  const result = await build({
    configFile: false,
    root: import.meta.dirname,
    publicDir: false,
    logLevel: 'error',
    define: { SHELL: JSON.stringify(shell) },
    build: {
      target: 'es2023',
      write: false,
      lib: { entry: 'src/worker/service-worker.ts', formats: ['es'], fileName: 'service-worker' },
    },
  });
  const [{ output }] = (Array.isArray(result) ? result : [result]) as [Rolldown.RolldownOutput];
  return output[0].code;
}
