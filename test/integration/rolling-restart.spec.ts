import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Balancer } from '../support/balancer.js';
import { freePort } from '../support/free-port.js';
import { FrontendEnvironment } from '../support/frontend-environment.js';
import { Replicas } from '../support/replicas.js';
import { isSignedIn, jsonOf, type UserAgent } from '../support/user-agent.js';

const people = ['alice@contoso.example', 'bilal@contoso.example', 'alice@contoso.example'];

/** The steps of an operator who rolls out a version: one replica after the other, while users work. */
describe('a rolling restart under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolling-'));
  let system: Replicas;
  let balancer: Balancer;
  let port: number;
  let browsers: UserAgent[];

  beforeAll(async () => {
    port = await freePort();
    const settings = { LOG_LEVEL: 'warn', SHUTDOWN_DELAY_SECONDS: '0.5', TRUSTED_PROXIES: '127.0.0.1,::1' };
    system = await Replicas.start(2, settings, `http://localhost:${port}`);
    balancer = await Balancer.start(
      port,
      system.all.map((replica) => replica.port),
    );
    browsers = [];
    for (const person of people) {
      browsers.push(await system.signedIn(person));
    }
  }, 60_000);

  afterAll(async () => {
    balancer.close();
    await system.close();
    rmSync(folder, { recursive: true });
  });

  const originOf = (name: string): string => `http://${name}.localhost:${port}`;

  /** A version of the file: the current site, and others of the same registration. */
  function frontendsFile(version: string, names: readonly string[]): string {
    const path = join(folder, `${version}.json`);
    const others = names.map((name) => ({ name, origin: originOf(name) }));
    writeFileSync(path, JSON.stringify({ frontends: [{ name: 'mail', origin: system.origin }, ...others] }));
    const origins = [system.origin, ...names.map(originOf)];
    system.sandbox.control.configureApp({ redirectUris: origins.map((origin) => `${origin}/auth/callback`) });
    return path;
  }

  /** Rolls the version out while those users work, and resolves to their errors. */
  async function roll(settings: Record<string, string>, atWork: readonly UserAgent[]) {
    const failures: string[] = [];
    let isOver = false;
    let sent = 0;
    const work = async (browser: UserAgent, paths: readonly string[]): Promise<void> => {
      for (let turn = 0; !isOver; turn++) {
        const path = paths[turn % paths.length] ?? '';
        const outcome = await browser.xhr('GET', path).then(
          ({ status, text }) =>
            status === 200 && !text.includes('"authenticated":false') ? 'ok' : `${status} ${text}`,
          (error: unknown) => String(error),
        );
        sent += 1;
        if (outcome !== 'ok') {
          failures.push(`${browser.origin} ${path}: ${outcome}`);
        }
      }
    };
    const load = atWork.flatMap((browser) => [
      work(browser, ['/api/mail/messages?top=5', '/auth/session']),
      work(browser, ['/api/mail/folders', '/api/me']),
    ]);
    const exitCodes: (number | null)[] = [];
    for (const replica of system.all) {
      exitCodes.push(await replica.stop());
      await replica.up(settings);
    }
    isOver = true;
    await Promise.all(load);
    return { failures, exitCodes, sent };
  }

  it('loses no request and signs nobody out, including the one that adds FRONTENDS_FILE', async () => {
    const { failures, exitCodes, sent } = await roll({ FRONTENDS_FILE: frontendsFile('one', ['desk']) }, browsers);

    expect(failures).toEqual([]);
    expect(exitCodes).toEqual([0, 0]);
    expect(sent).toBeGreaterThan(50);
  }, 60_000);

  it('adds a frontend while users work at the others, and serves it at both replicas afterwards', async () => {
    const atBalancer = [{ port, settled: () => Promise.resolve() }];
    const atDesk = await new FrontendEnvironment(system.sandbox, originOf('desk'), atBalancer).signedIn(
      'alice@contoso.example',
    );
    const shop = new FrontendEnvironment(system.sandbox, originOf('shop'), atBalancer);
    expect((await shop.browser().xhr('GET', '/auth/session')).status).toBe(421);

    const { failures, exitCodes } = await roll({ FRONTENDS_FILE: frontendsFile('two', ['shop', 'desk']) }, [
      ...browsers,
      atDesk,
    ]);
    const atShop = await shop.signedIn('bilal@contoso.example');

    expect([failures, exitCodes]).toEqual([[], [0, 0]]);
    // By turns, one after the other.
    expect([await isSignedIn(atShop), await isSignedIn(atShop)]).toEqual([true, true]);
  }, 120_000);

  it('finishes what is in flight at the signal, is not ready meanwhile, and closes its connections', async () => {
    const [browser] = browsers;
    const [replica] = system.all;
    if (browser === undefined) {
      throw new Error('nobody has signed in');
    }
    const gate = system.sandbox.control.gate('drain');
    system.sandbox.control.addFault({ point: 'graph', times: 1, action: { kind: 'gate', name: 'drain' } });
    const inFlight = browser.xhr('GET', replica.at('/api/mail/messages?top=7'), undefined, {
      'x-forwarded-host': new URL(system.origin).host,
    });
    await gate.waiting(1);

    const exit = replica.stop();
    const during = await untilNotReady(replica.at('/health/ready'));
    gate.open();

    expect(during.headers.get('connection')).toBe('close');
    const finished = await inFlight;
    expect([finished.status, finished.headers.get('connection')]).toEqual([200, 'close']);
    expect(await exit).toBe(0);
    await replica.up();
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))['authenticated']).toBe(true);
  }, 60_000);

  it('does not wait for a connection that was opened and not used', async () => {
    const [replica] = system.all;
    const ahead = connect(replica.port, '127.0.0.1');
    await once(ahead, 'connect');
    const closed = once(ahead, 'close');

    const before = Date.now();
    expect(await replica.stop()).toBe(0);

    // Requests in flight would be given 25 s.
    expect(Date.now() - before).toBeLessThan(22_000);
    await closed;
    await replica.up();
  }, 60_000);
});

async function untilNotReady(url: string): Promise<Response> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await fetch(url);
    if (answer.status === 503) {
      return answer;
    }
  }
  throw new Error('the replica stayed ready');
}
