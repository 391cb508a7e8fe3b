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

/** Every module that the built service loads until it answers, by its address. */
async function modulesOfAStart(folder: string): Promise<readonly string[]> {
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
  return readFileSync(log, 'utf8').split('\n');
}

describe('a start of the service in production', () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('loads what it needs, and neither Swagger nor a compiler, nor what only a token or a message needs', async () => {
    const modules = await modulesOfAStart(folder);

    expect(modules.filter((url) => url.includes('/src/mail/') || url.includes('/dist/mail/')).length).toBeGreaterThan(
      10,
    );
    expect(
      modules.filter((url) =>
        /node_modules\/(?:@nestjs\/swagger|typescript|ts-jest|@azure\/msal-\w+|css-tree|parse5)\//.test(url),
      ),
    ).toEqual([]);
  });
});
