import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { satisfies } from 'semver';

import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';
import { Service } from '../support/service.js';

const root = join(import.meta.dirname, '../..');

interface Report {
  readonly loaded: readonly string[];
  readonly called: readonly string[];
}

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
}

const lock = (
  JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Readonly<Record<string, Locked>> }
).packages;

/** Folders of the packages that `names` require, as Node finds them from `folder`. */
function closureOf(folder: string, names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    const place = placeOf(folder, name);
    if (place !== undefined && !found.has(place)) {
      found.add(place);
      closureOf(place, Object.keys(lock[place]?.dependencies ?? {}), found);
    }
  }
  return found;
}

function placeOf(folder: string, name: string): string | undefined {
  const own = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
  if (own in lock) {
    return own;
  }
  return folder === ''
    ? undefined
    : placeOf(folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules') - 1)), name);
}

const production = closureOf('', Object.keys(lock['']?.dependencies ?? {}));
const underStrategy = closureOf(
  'node_modules/passport-azure-ad',
  Object.keys(lock['node_modules/passport-azure-ad']?.dependencies ?? {}),
);

describe('the production dependencies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loaded-'));
  const list = join(folder, 'modules.json');
  let redis: RedisServer;
  let service: Service;
  let [loaded, called] = [new Set<string>(), new Set<string>()];

  beforeAll(async () => {
    redis = await RedisServer.start();
    const settings = {
      REDIS_URL: redis.url,
      NODE_OPTIONS: `--import=${join(root, 'test/support/loaded-modules.mjs')}`,
      LOADED_MODULES: list,
    };
    service = await Service.start(settings, 'test/support/main-of-modules.mjs');
    const reportAfter = async (): Promise<Report> => {
      rmSync(list, { force: true });
      process.kill(service.replica.pid, 'SIGUSR2');
      return eventually(() => JSON.parse(readFileSync(list, 'utf8')) as Report);
    };
    await reportAfter();
    const browser = await service.signedIn('alice@contoso.example');
    expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
    expect((await browser.xhr('POST', '/auth/logout', {})).status).toBe(200);
    const report = await reportAfter();
    [loaded, called] = [packagesOf(report.loaded), packagesOf(report.called)];
  });

  afterAll(async () => {
    await service.close();
    await redis.close();
    rmSync(folder, { recursive: true });
  });

  it('include of passport-azure-ad only what docs/dependencies.md lists, and run only what it states', () => {
    const rows = rowsOf('passport-azure-ad');

    expect(rows.map(([name, version]) => `${name} ${version}`)).toEqual(
      [...underStrategy].map((place) => `${nameOf(place)} ${lock[place]?.version ?? ''}`).sort(),
    );
    const saysCalled = rows.filter(([, , state]) => state === 'runs').map(([name]) => name);
    const saysLoaded = rows.filter(([, , state]) => state !== 'never loaded').map(([name]) => name);
    expect(namesIn(underStrategy, called)).toEqual(saysCalled);
    expect(namesIn(underStrategy, loaded)).toEqual(saysLoaded);
  });

  it('include nothing that docs/dependencies.md does not list', () => {
    const direct = rowsOf('Direct dependencies').map(([name, version]) => `${name} ${version}`);
    const { dependencies = {} } = lock[''] ?? {};

    expect(direct).toEqual(Object.entries(dependencies).map(([name, version]) => `${name} ${version}`));
  });

  it('include no library that only describes the API', () => {
    expect([...production].filter((place) => /swagger|scarf/.test(place))).toEqual([]);
  });

  it('run on Node 20.19, 22 and 24 as far as every package states', () => {
    const refused = [...production].filter((place) => {
      const range = lock[place]?.engines?.node ?? '*';
      return !['20.19.0', '22.12.0', '24.0.0'].every((version) => satisfies(version, range));
    });

    expect(production.size).toBeGreaterThan(100);
    expect(refused).toEqual([]);
  });
});

/** Cells of the first table below a heading of docs/dependencies.md. */
function rowsOf(heading: string): [string, string, string][] {
  const [, section = ''] = readFileSync(join(root, 'docs/dependencies.md'), 'utf8').split(`\n## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  return [...table.matchAll(/^\| `([^`]+)` +\| ([^|]+?) +\| ([^|]+?) +\|/gm)].map(
    ([, name = '', version = '', state = '']) => [name, version, state],
  );
}

/** `cache-manager/async` for the copy of `async` that cache-manager has for itself. */
function nameOf(place: string): string {
  return place.replace(/^node_modules\//, '').replaceAll('/node_modules/', '/');
}

function namesIn(places: ReadonlySet<string>, among: ReadonlySet<string>): string[] {
  return [...places]
    .filter((place) => among.has(place))
    .map(nameOf)
    .sort();
}

/** The packages' folders of the files. */
function packagesOf(files: readonly string[]): Set<string> {
  const places = files.map(
    (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.slice(root.length + 1))?.[0],
  );
  return new Set(places.filter((place) => place !== undefined));
}
