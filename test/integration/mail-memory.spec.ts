import { Replicas, type Replica } from '../support/replicas.js';
import { peaksDuring, residentMebibytes } from '../support/resident-memory.js';
import type { UserAgent } from '../support/user-agent.js';

const mebibyte = 1_048_576;
const fileBytes = 150 * mebibyte;
const allowedGrowth = 64;
const timeoutMs = 120_000;
const alice = 'alice@contoso.example';

describe('a file of 150 MB', () => {
  let system: Replicas;
  let replica: Replica;
  let browser: UserAgent;

  beforeAll(async () => {
    system = await Replicas.start();
    system.sandbox.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.ReadWrite']);
    browser = await system.signedIn(alice);
    [replica] = system.all;
  }, timeoutMs);

  afterAll(() => system.close());

  function headers(): Record<string, string> {
    const cookie = browser.cookies.header(new URL(system.origin), () => true);
    return { cookie, 'x-csrf': '1', 'content-type': 'application/octet-stream' };
  }

  async function upload(draft: string, bytes: number): Promise<string> {
    const piece = Buffer.alloc(mebibyte, 'a large file ');
    let left = bytes;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const size = Math.min(left, piece.length);
        left -= size;
        if (size === 0) {
          controller.close();
        } else {
          controller.enqueue(piece.subarray(0, size));
        }
      },
    });
    const response = await fetch(`${system.origin}/api/mail/drafts/${draft}/attachments?name=large.bin`, {
      method: 'POST',
      headers: { ...headers(), 'content-length': String(bytes) },
      body,
      duplex: 'half',
    });
    const answer = (await response.json()) as { id: string; size: number };
    expect([response.status, answer.size]).toEqual([201, bytes]);
    return answer.id;
  }

  async function download(draft: string, path: string): Promise<number> {
    const response = await fetch(`${system.origin}/api/mail/messages/${draft}/${path}`, { headers: headers() });
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += (chunk as Uint8Array).length;
    }
    expect(response.status).toBe(200);
    return bytes;
  }

  it(
    'is uploaded and downloaded without the service holding more of it than a few ranges',
    async () => {
      const { text } = await browser.xhr('POST', '/api/mail/drafts', { subject: 'A large file' });
      const { id } = JSON.parse(text) as { id: string };
      // The first use loads and compiles code, which is not the file.
      await upload(id, 8 * mebibyte);
      const before = residentMebibytes(replica);
      let attachment = '';

      const [up = NaN] = await peaksDuring(
        [replica],
        upload(id, fileBytes).then((added) => {
          attachment = added;
        }),
      );
      const [down = NaN] = await peaksDuring(
        [replica],
        download(id, `attachments/${attachment}`).then((bytes) => {
          expect(bytes).toBe(fileBytes);
        }),
      );
      const [zipped = NaN] = await peaksDuring(
        [replica],
        download(id, 'attachments.zip').then((bytes) => {
          expect(bytes).toBeGreaterThan(fileBytes + 8 * mebibyte);
        }),
      );

      const growth = {
        up: Math.round(up - before),
        down: Math.round(down - before),
        zipped: Math.round(zipped - before),
      };
      process.stderr.write(
        `150 MB up: ${growth.up} MiB more than before; down: ${growth.down} MiB; as an archive: ${growth.zipped} MiB\n`,
      );
      expect(growth.up).toBeLessThan(allowedGrowth);
      expect(growth.down).toBeLessThan(allowedGrowth);
      expect(growth.zipped).toBeLessThan(allowedGrowth);
    },
    timeoutMs,
  );
});
