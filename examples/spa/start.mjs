/** Builds the client, starts the local Entra and Graph with the service, and the dev server of this page in front of it. */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createServer } from 'vite';

const root = join(import.meta.dirname, '../..');
const page = 'http://localhost:5173';
const port = process.env.PORT ?? '3000';

execFileSync(process.execPath, [join(root, 'packages/client/build.mjs')], { stdio: 'inherit' });
const proxy = { '/api': `http://localhost:${port}`, '/auth': `http://localhost:${port}` };
const vite = await createServer({ root: import.meta.dirname, server: { proxy } });
await vite.listen();

// Entra sends users back to the dev server, so that is the public URL.
const service = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
  cwd: root,
  env: { ...process.env, PORT: port, PUBLIC_URL: page },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => service.kill(signal));
}
service.on('exit', (code) => {
  void vite.close().then(() => process.exit(code ?? 0));
});
