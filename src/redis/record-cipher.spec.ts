import { NoMetrics, Logger, Secret } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { RecordCipher } from './record-cipher.js';

function key(id: string, fill: number): AppConfig['encryptionKeys'][0] {
  return {
    id,
    key: new Secret(Buffer.alloc(32, fill)),
  };
}
function idOf(sealed: Buffer): string {
  return sealed.subarray(2, 2 + (sealed[1] ?? 0)).toString();
}

describe('the encryption of records', () => {
  it('follows the keys while it runs: the first one seals, all open, a removed one does not', () => {
    const [old, next] = [key('old', 1), key('next', 2)];
    const config: { encryptionKeys: AppConfig['encryptionKeys'] } = { encryptionKeys: [old] };
    const cipher = new RecordCipher(config as AppConfig, new Logger('silent'), new NoMetrics());
    const before = cipher.seal('name', 'content');

    config.encryptionKeys = [next, old];
    const after = cipher.seal('name', 'content');
    expect([before, after].map(idOf)).toEqual(['old', 'next']);
    expect([before, after].map((sealed) => cipher.open('name', sealed)?.toString())).toEqual(['content', 'content']);

    config.encryptionKeys = [next];
    expect([before, after].map((sealed) => cipher.open('name', sealed)?.toString())).toEqual([undefined, 'content']);
  });

  it('seals the same content under the same name differently each time', () => {
    const cipher = new RecordCipher(
      { encryptionKeys: [key('k', 1)] } as unknown as AppConfig,
      new Logger('silent'),
      new NoMetrics(),
    );
    const [one, other] = [cipher.seal('name', 'content'), cipher.seal('name', 'content')];

    expect(cipher.markOf(one)).toBe(cipher.markOf(Buffer.from(one)));
    expect(cipher.markOf(other)).not.toBe(cipher.markOf(one));
    expect(cipher.markOf(cipher.seal('name', 'a longer content'))).toHaveLength(cipher.markOf(one).length);
    expect(cipher.markOf(Buffer.alloc(0))).toBe('');
  });
});
