import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { eventually } from '../../test/support/eventually.js';
import { Logger } from '../common/index.js';
import type { AppConfig } from './app-config.js';
import { loadConfig } from './load-config.js';
import { SecretFiles } from './secret-files.js';

function newKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64url')}`;
}

describe('secrets in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bff-secrets-'));
  const keysFile = join(folder, 'keys');
  const secretFile = join(folder, 'secret');
  const passwordFile = join(folder, 'redis-password');
  let log: string;
  let config: AppConfig;
  let files: SecretFiles;

  const logger = new Logger(
    'info',
    new Writable({
      write: (chunk: Buffer, _, done) => {
        log += chunk.toString();
        done();
      },
    }),
  );

  beforeEach(() => {
    log = '';
    writeFileSync(keysFile, `${newKey('k1')}\n`);
    writeFileSync(secretFile, 'the first secret\n');
    writeFileSync(passwordFile, 'the first password\n');
    config = loadConfig(
      {
        NODE_ENV: 'production',
        PUBLIC_URL: 'https://mail.example',
        REDIS_SENTINELS: 'redis:26379',
        REDIS_SENTINEL_NAME: 'main',
        REDIS_PASSWORD_FILE: passwordFile,
        REDIS_SENTINEL_PASSWORD_FILE: passwordFile,
        ENTRA_TENANT: 'common',
        ENTRA_CLIENT_ID: '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11',
        ENTRA_CLIENT_SECRET_FILE: secretFile,
        ENCRYPTION_KEYS_FILE: keysFile,
      },
      (path) => readFileSync(path, 'utf8'),
    );
    files = new SecretFiles(config, logger);
    files.watch(1);
  });

  afterEach(() => {
    files.onModuleDestroy();
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const keyIds = (): string[] => config.encryptionKeys.map(({ id }) => id);
  const secret = (): string => {
    const { credential } = config.frontends.first.entra;
    return credential.kind === 'secret' ? credential.secret.reveal() : credential.kind;
  };

  it('apply to Redis and its sentinels too', async () => {
    const passwords = (): (string | undefined)[] =>
      config.redis.kind === 'sentinel'
        ? [config.redis.access.password?.reveal(), config.redis.sentinelAccess.password?.reveal()]
        : [];
    expect(passwords()).toEqual(['the first password', 'the first password']);

    writeFileSync(passwordFile, 'the second password\n');

    await eventually(() => {
      expect(passwords()).toEqual(['the second password', 'the second password']);
    });
  });

  it('apply when they change, and until then they are the same', async () => {
    const keys = config.encryptionKeys;
    const { credential } = config.frontends.first.entra;
    expect(config.encryptionKeys).toBe(keys);
    expect([keyIds(), secret(), log]).toEqual([['k1'], 'the first secret', '']);

    writeFileSync(keysFile, `${newKey('k2')},${newKey('k1')}\n`);
    writeFileSync(secretFile, 'the second secret\n');

    await eventually(() => {
      expect([keyIds(), secret()]).toEqual([['k2', 'k1'], 'the second secret']);
    });
    expect(credential.kind === 'secret' && credential.secret.reveal()).toBe('the second secret');
    expect(log).not.toContain('the second secret');
  });

  it.each([
    ['no key', keysFile, 'CANARY'],
    ['an empty list of keys', keysFile, ''],
    ['one id twice', keysFile, `${newKey('k2')},${newKey('k2')}`],
    ['a key that is cut off', keysFile, newKey('k2').slice(0, -4)],
    ['no secret', secretFile, '\n'],
    ['a sample secret', secretFile, 'changeme'],
  ])('stay unchanged when the file holds %s, and the log states why without the value', async (_, file, content) => {
    const before = [keyIds(), secret()];
    writeFileSync(file, content);

    await eventually(() => {
      expect(log).toMatch(/"level":"warn".*(?:ENCRYPTION_KEYS|ENTRA_CLIENT_SECRET) /);
    });
    expect([keyIds(), secret()]).toEqual(before);
    expect(content.trim() !== '' && log.includes(content)).toBe(false);
  });

  it('are no longer polled when the service ends', async () => {
    const [stopped, running] = [pollCounter(), pollCounter()];
    await eventually(() => {
      expect(stopped.polls()).toBeGreaterThan(1);
    });
    stopped.files.onModuleDestroy();
    const [last, then] = [stopped.polls(), running.polls()];
    await eventually(() => {
      expect(running.polls()).toBeGreaterThan(then + 5);
    });
    running.files.onModuleDestroy();
    expect(stopped.polls()).toBe(last);
  });

  function pollCounter(): { files: SecretFiles; polls: () => number } {
    let polls = 0;
    const secretFiles = [{ current: () => Promise.resolve(++polls) }];
    const counting = new SecretFiles({ secretFiles } as unknown as AppConfig, logger);
    counting.watch(1);
    return { files: counting, polls: () => polls };
  }
});
