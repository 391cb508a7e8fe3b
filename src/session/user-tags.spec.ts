import { hash } from 'node:crypto';

import type { AppConfig } from '../config/index.js';
import { EmbeddedKeyValueStore, RecordCipher } from '../redis/index.js';
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
    const config = { encryptionKeys, entra: { clientId }, session: { absoluteTimeoutSeconds: 60 } } as AppConfig;
    configs.push(config);
    return new UserTags(store, new RecordCipher(config, observed.logger, observed), config, clock, observed.logger);
  }

  it('is the same at all replicas that begin at once, another for each user, and fits a cookie', async () => {
    const replicas = Array.from({ length: 8 }, () => replica(oldKey));

    const tags = await Promise.all(replicas.map((each) => each.of('alice')));

    expect(new Set(tags).size).toBe(1);
    expect(tags[0]).toMatch(/^[\w-]{22}$/);
    expect(await replicas[0]?.of('bob')).not.toBe(tags[0]);
  });

  it('is not to be computed by who knows the user: another installation has others', async () => {
    const here = await replica(oldKey).of('alice');
    store = new EmbeddedKeyValueStore(clock);

    expect(await replica(oldKey).of('alice')).not.toBe(here);
  });

  it('outlives the rotation of keys, also when the old one is removed', async () => {
    const running = replica(oldKey);
    const tag = await running.of('alice');
    Object.assign(configs[0] ?? {}, { encryptionKeys: [newKey, oldKey] });

    expect(await running.of('alice')).toBe(tag);
    expect(await replica(newKey).of('alice')).toBe(tag);
  });

  it('comes back with a replica that knows it when the store was emptied', async () => {
    const running = replica(oldKey);
    const tag = await running.of('alice');
    store = new EmbeddedKeyValueStore(clock);
    Object.assign(running, { store });
    clock.advance(60_001);

    expect(await running.of('alice')).toBe(tag);
    expect(await replica(oldKey).of('alice')).toBe(tag);
  });

  it('is a new one when nobody has the key of the secret any more', async () => {
    const tag = await replica(oldKey).of('alice');
    const later = replica(newKey);

    expect(await later.of('alice')).not.toBe(tag);
    expect(await replica(newKey).of('alice')).toBe(await later.of('alice'));
  });

  it('is told loudly when it changes because the keys do not open the secret', async () => {
    await replica(oldKey).of('alice');
    expect(observed.lines.join('')).not.toContain('was replaced');

    await replica(newKey).of('alice');

    expect(observed.lines.find((line) => line.includes('was replaced'))).toContain('"level":"error"');
  });

  it('is found by who only looks, and stays when they have other keys', async () => {
    expect(await replica(newKey).existing('alice')).toBeUndefined();
    const tag = await replica(oldKey).of('alice');

    expect(await replica(oldKey).existing('alice')).toBe(tag);
    expect(await replica(newKey).existing('alice')).toBeUndefined();
    expect(await replica(oldKey).of('alice')).toBe(tag);
  });

  it('is beside those that the user had before: of a secret that was replaced, and the plain hash of earlier versions', async () => {
    const plain = hash('sha256', `${clientId}|alice`, 'base64url').slice(0, 22);
    expect(await replica(oldKey).all('alice')).toEqual([plain]);
    const former = await replica(oldKey).of('alice');
    const today = await replica(newKey).of('alice');

    expect(await replica(newKey, oldKey).all('alice')).toEqual([today, former, plain]);
    expect(await replica(newKey).all('alice')).toEqual([today, plain]);
    clock.advance(60_001);
    expect(await replica(newKey, oldKey).all('alice')).toEqual([today, plain]);
  });
});
