import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';

import fastify from 'fastify';
import fc from 'fast-check';

import { contentDisposition, sendMade } from './download.js';

describe('the name of a download', () => {
  it.each([
    ['report.pdf', `attachment; filename="report.pdf"; filename*=UTF-8''report.pdf`],
    [
      'Übersicht "neu".txt',
      `attachment; filename="_bersicht _neu_.txt"; filename*=UTF-8''%C3%9Cbersicht%20%22neu%22.txt`,
    ],
    ['../../etc/passwd', `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
    ['invoice\u202efdp.exe', `attachment; filename="invoicefdp.exe"; filename*=UTF-8''invoicefdp.exe`],
    ['a\r\nSet-Cookie: x=1', `attachment; filename="aSet-Cookie_ x=1"; filename*=UTF-8''aSet-Cookie%3A%20x%3D1`],
    ["it's (1)*.txt", `attachment; filename="it's (1)_.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`],
    ['', `attachment; filename="attachment"; filename*=UTF-8''attachment`],
    ['a\u200b\u061cb.txt', `attachment; filename="ab.txt"; filename*=UTF-8''ab.txt`],
    ['\ud800', `attachment; filename="_"; filename*=UTF-8''%EF%BF%BD`],
  ])('%j is sent as %j', (name, header) => {
    expect(contentDisposition(name)).toBe(header);
  });

  it('keeps its extension when it is long', () => {
    expect(contentDisposition(`${'x'.repeat(300)}.pdf`)).toContain(`"${'x'.repeat(196)}.pdf"`);
  });

  it('is a valid header of bounded length whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (name) => {
        const header = contentDisposition(name);
        expect(header).toMatch(/^attachment; filename="[ !#-[\]-~]+"; filename\*=UTF-8''[\w.!#$&+^`|~%-]+$/);
        expect(header.length).toBeLessThan(3_000);
      }),
    );
  });
});

describe('a file that is created while it is sent', () => {
  const server = fastify({ logger: false });
  let reader: Socket | undefined;

  afterEach(async () => {
    reader?.destroy();
    await server.close();
  });

  it('is aborted when its reader reads nothing', async () => {
    const content = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
      },
    });
    server.get('/', (_request, reply) => {
      sendMade(reply, { name: 'a.zip', contentType: 'application/zip' }, content, 100);
    });
    await server.listen();
    reader = connect((server.server.address() as AddressInfo).port).pause();
    reader.on('error', () => undefined).write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');

    await expect(once(content, 'end')).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });
});
