import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { RedisServer } from '../support/redis-server.js';

/** Every file that the built service loads until it responds, and the modules of the bundle's files. */
async function modulesOfAStart(
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly modules: readonly string[] }> {
  const log = join(folder, 'modules.txt');
  writeFileSync(
    join(folder, 'hooks.mjs'),
    `import { appendFileSync } from 'node:fs';
export async function load(url, context, next) { appendFileSync(${JSON.stringify(log)}, url + '\\n'); return next(url, context); }`,
  );
  writeFileSync(
    join(folder, 'register.mjs'),
    `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);`,
  );
  const [port, redis] = [await freePort(), await RedisServer.start()];
  const register = pathToFileURL(join(folder, 'register.mjs')).href;
  const service = spawn(process.execPath, ['--import', register, join(process.cwd(), 'dist/main.js')], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      PUBLIC_URL: 'https://mail.contoso.example',
      REDIS_URL: redis.url,
      ENCRYPTION_KEYS: `k:${randomBytes(32).toString('base64url')}`,
      ENTRA_TENANT: 'common',
      ENTRA_CLIENT_ID: randomUUID(),
      ENTRA_CLIENT_SECRET: randomUUID(),
    },
    stdio: 'inherit',
  });
  const closed = once(service, 'close');
  try {
    await eventually(async () => {
      expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
    });
  } finally {
    service.kill('SIGTERM');
    await closed;
    await redis.close();
  }
  const files = readFileSync(log, 'utf8')
    .split('\n')
    .filter((url) => url.startsWith('file:'));
  const modules = files.flatMap((url) => [...readFileSync(new URL(url), 'utf8').matchAll(/^\/\/ (\S+\.[cm]?js)$/gm)]);
  return { files, modules: modules.map(([, module = '']) => module) };
}

describe('a start of the service in production', () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('loads what it needs, and neither Swagger nor a compiler, nor what only a token or a message needs', async () => {
    const { files, modules } = await modulesOfAStart(folder);

    expect(modules.filter((module) => module.startsWith('dist/mail/')).length).toBeGreaterThan(10);
    expect(
      [...modules, ...files].filter((module) =>
        /node_modules\/(?:@nestjs\/swagger|typescript|ts-jest|@azure\/msal-\w+|css-tree|parse5)\//.test(module),
      ),
    ).toEqual([]);
    // 2,400 of them took two thirds of the CPU of a start.
    expect(files.filter((file) => file.includes('/node_modules/'))).toEqual([]);
    expect(files.length).toBeLessThan(40);
  });
});
