import { hash } from 'node:crypto';

import { Frontends, type AppConfig } from '../config/index.js';
import { EmbeddedKeyValueStore, RecordCipher } from '../redis/index.js';
import { frontendWith, oneFrontend, theFrontend } from '../../test/support/frontend.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { Observed } from '../../test/support/observed.js';
import { clientId, encryptionKey } from '../../test/support/store-fixture.js';
import { UserTags } from './user-tags.js';

type Keys = AppConfig['encryptionKeys'];

describe('the tag of a user', () => {
  const clock = new FakeClock();
  const [oldKey, newKey] = [encryptionKey('old'), encryptionKey('new')];
  let store: EmbeddedKeyValueStore;
  let configs: { encryptionKeys: Keys }[];
  let observed: Observed;

  beforeEach(() => {
    observed = new Observed();
    store = new EmbeddedKeyValueStore(clock);
    configs = [];
  });

  function replica(...encryptionKeys: Keys): UserTags {
    return replicaOf(oneFrontend, ...encryptionKeys);
  }

  function replicaOf(frontends: Frontends, ...encryptionKeys: Keys): UserTags {
    const config = { encryptionKeys, frontends, session: { absoluteTimeoutSeconds: 60 } } as AppConfig;
    configs.push(config);
    return new UserTags(store, new RecordCipher(config, observed.logger, observed), config, clock, observed.logger);
  }

  it('is the same at all replicas that begin at once, another for each user, and fits a cookie', async () => {
    const replicas = Array.from({ length: 8 }, () => replica(oldKey));

    const tags = await Promise.all(replicas.map((each) => each.of('alice', theFrontend)));

    expect(new Set(tags).size).toBe(1);
    expect(tags[0]).toMatch(/^[\w-]{22}$/);
    expect(await replicas[0]?.of('bob', theFrontend)).not.toBe(tags[0]);
  });

  it('cannot be computed from the user alone: another installation has others', async () => {
    const here = await replica(oldKey).of('alice', theFrontend);
    store = new EmbeddedKeyValueStore(clock);

    expect(await replica(oldKey).of('alice', theFrontend)).not.toBe(here);
  });

  it('differs at each app registration, which finds all of its own, and is the same at frontends that share one', async () => {
    const other = frontendWith({ name: 'other', entra: { clientId: '11111111-2222-3333-4444-555555555555' } });
    const twin = frontendWith({ name: 'twin', origin: 'https://twin.example' });
    const tags = replicaOf(new Frontends([theFrontend, other, twin]), oldKey);

    const [mine, theirs] = [await tags.of('alice', theFrontend), await tags.of('alice', other)];

    expect(theirs).not.toBe(mine);
    expect(await tags.of('alice', twin)).toBe(mine);
    expect(await replica(oldKey).of('alice', theFrontend)).toBe(mine);
    expect(await tags.existing('alice')).toEqual([mine, theirs]);
    expect(await tags.all('alice', other)).toEqual([theirs, expect.not.stringMatching(mine)]);
  });

  it('outlives the rotation of keys, also when the old one is removed', async () => {
    const running = replica(oldKey);
    const tag = await running.of('alice', theFrontend);
    Object.assign(configs[0] ?? {}, { encryptionKeys: [newKey, oldKey] });

    expect(await running.of('alice', theFrontend)).toBe(tag);
    expect(await replica(newKey).of('alice', theFrontend)).toBe(tag);
  });

  it('is restored by a replica that knows it when the store was emptied', async () => {
    const running = replica(oldKey);
    const tag = await running.of('alice', theFrontend);
    store = new EmbeddedKeyValueStore(clock);
    Object.assign(running, { store });
    clock.advance(60_001);

    expect(await running.of('alice', theFrontend)).toBe(tag);
    expect(await replica(oldKey).of('alice', theFrontend)).toBe(tag);
  });

  it('is a new one when no replica has the key of the secret any more', async () => {
    const tag = await replica(oldKey).of('alice', theFrontend);
    const later = replica(newKey);

    expect(await later.of('alice', theFrontend)).not.toBe(tag);
    expect(await replica(newKey).of('alice', theFrontend)).toBe(await later.of('alice', theFrontend));
  });

  it('is logged as an error when it changes because the keys do not open the secret', async () => {
    await replica(oldKey).of('alice', theFrontend);
    expect(observed.lines.join('')).not.toContain('was replaced');

    await replica(newKey).of('alice', theFrontend);

    expect(observed.lines.find((line) => line.includes('was replaced'))).toContain('"level":"error"');
  });

  it('is found by a process that only reads, and stays when that has other keys', async () => {
    expect(await replica(newKey).existing('alice')).toEqual([]);
    const tag = await replica(oldKey).of('alice', theFrontend);

    expect(await replica(oldKey).existing('alice')).toEqual([tag]);
    expect(await replica(newKey).existing('alice')).toEqual([]);
    expect(await replica(oldKey).of('alice', theFrontend)).toBe(tag);
  });

  it('is found beside earlier ones of the user: of a secret that was replaced, and the plain hash of earlier versions', async () => {
    const plain = hash('sha256', `${clientId}|alice`, 'base64url').slice(0, 22);
    expect(await replica(oldKey).all('alice', theFrontend)).toEqual([plain]);
    const former = await replica(oldKey).of('alice', theFrontend);
    const today = await replica(newKey).of('alice', theFrontend);

    expect(await replica(newKey, oldKey).all('alice', theFrontend)).toEqual([today, former, plain]);
    expect(await replica(newKey).all('alice', theFrontend)).toEqual([today, plain]);
    clock.advance(60_001);
    expect(await replica(newKey, oldKey).all('alice', theFrontend)).toEqual([today, plain]);
  });
});
