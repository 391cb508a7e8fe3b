import type { LookupFunction } from 'node:net';

import { isPublicAddress, mayBeAskedByHttps, publicLookup } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import type { PictureAddresses } from './picture-addresses.js';
import { PictureFetcher } from './picture-fetcher.js';
import { type PictureAnswer, PictureSource } from './picture-source.js';
import { RemotePictures } from './remote-pictures.js';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

class ScriptedSource extends PictureSource {
  readonly asked: string[] = [];

  constructor(private readonly answers: Readonly<Record<string, Partial<PictureAnswer> & { readonly body?: Buffer }>>) {
    super();
  }

  get(url: URL): Promise<PictureAnswer> {
    this.asked.push(url.href);
    const { body = png, ...answer } = this.answers[url.href] ?? { status: 404 };
    return Promise.resolve({
      status: 200,
      location: undefined,
      bytes: (most) => Promise.resolve(body.length > most ? undefined : body),
      cancel: () => undefined,
      ...answer,
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('an address of the public internet', () => {
  it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'fc00::1',
    'fd00::1',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'localhost',
    '',
  ])('is not %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('is the only kind that a host name may resolve to', async () => {
    const ask = (found: readonly string[], all: boolean): Promise<unknown> =>
      new Promise((resolve) => {
        const system = ((_name, _options, done) => {
          done(
            null,
            found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
          );
        }) as LookupFunction;
        publicLookup(system)('x.example', { all }, (error, address) => {
          resolve(error === null ? address : 'refused');
        });
      });

    expect(await ask(['93.184.216.34', '2606:4700::1111'], true)).toHaveLength(2);
    expect(await ask(['93.184.216.34'], false)).toBe('93.184.216.34');
    expect(await ask(['93.184.216.34', '127.0.0.1'], true)).toBe('refused');
    expect(await ask(['::1'], false)).toBe('refused');
    expect(await ask([], true)).toBe('refused');
  });
});

describe('a remote picture', () => {
  it.each([
    'http://x.example/a.png',
    'https://x.example:8443/a.png',
    'https://user@x.example/a.png',
    'https://127.0.0.1/a.png',
    'https://[::1]/a.png',
    'https://2130706433/a.png',
    'https://0x7f.1/a.png',
    'https://localhost/a.png',
    'https://redis/a.png',
    'file:///etc/passwd',
    'data:image/png,x',
  ])('is not requested at %s', async (address) => {
    const source = new ScriptedSource({});

    expect([
      mayBeAskedByHttps(new URL(address)),
      await new PictureFetcher(source).fetch(address),
      source.asked,
    ]).toEqual([false, undefined, []]);
  });

  it('has the type of its bytes', async () => {
    const source = new ScriptedSource({
      'https://x.example/a': { status: 200 },
      'https://x.example/svg': { status: 200, body: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
      'https://x.example/html': { status: 200, body: Buffer.from('<script>alert(1)</script>') },
      'https://x.example/large': { status: 200, body: Buffer.concat([png, Buffer.alloc(6_000_000)]) },
    });
    const fetcher = new PictureFetcher(source);

    expect(await fetcher.fetch('https://x.example/a')).toEqual({ type: 'image/png', bytes: png });
    for (const other of ['svg', 'html', 'large', 'missing']) {
      expect(await fetcher.fetch(`https://x.example/${other}`)).toBeUndefined();
    }
  });

  it('is followed through redirects, but not to an internal address', async () => {
    const to = (location: string): Partial<PictureAnswer> => ({ status: 302, location });
    const source = new ScriptedSource({
      'https://x.example/a': to('/b'),
      'https://x.example/b': to('https://y.example/c'),
      'https://y.example/c': { status: 200 },
      'https://x.example/home': to('https://169.254.169.254/latest/meta-data'),
      'https://x.example/plain': to('http://y.example/c'),
      'https://x.example/loop': to('/loop'),
    });
    const fetcher = new PictureFetcher(source);

    expect(await fetcher.fetch('https://x.example/a')).toMatchObject({ type: 'image/png' });
    expect(await fetcher.fetch('https://x.example/home')).toBeUndefined();
    expect(await fetcher.fetch('https://x.example/plain')).toBeUndefined();
    expect(await fetcher.fetch('https://x.example/loop')).toBeUndefined();
    expect(source.asked.filter((address) => address.endsWith('/loop'))).toHaveLength(4);
  });
});

describe('forty pictures of one message, requested at once', () => {
  it('queue behind each other, and are all loaded', async () => {
    const answers = new Map<string, () => void>();
    const waiting = class extends PictureSource {
      get(url: URL): Promise<PictureAnswer> {
        return new Promise((resolve) => {
          answers.set(url.pathname, () => {
            resolve({ status: 200, location: undefined, bytes: () => Promise.resolve(png), cancel: () => undefined });
          });
        });
      }

      close(): Promise<void> {
        return Promise.resolve();
      }
    };
    const addresses = { open: (_session: unknown, _message: string, sealed: string) => sealed };
    const pictures = new RemotePictures(addresses as unknown as PictureAddresses, new PictureFetcher(new waiting()));
    const session = { reference: { userTag: 'alice' } } as unknown as LiveSession;
    const all = Array.from({ length: 40 }, (_, index) => pictures.get(session, 'm', `https://x.example/${index}`));
    let most = 0;
    for (let answered = 0; answered < 40;) {
      await new Promise(setImmediate);
      most = Math.max(most, answers.size);
      for (const [path, answer] of answers) {
        answers.delete(path);
        answer();
        answered += 1;
      }
    }

    expect((await Promise.all(all)).map(({ type }) => type)).toEqual(Array(40).fill('image/png'));
    expect(most).toBe(8);
  });
});
