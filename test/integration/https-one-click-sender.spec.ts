import { createServer, type Server } from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';

import {
  createCertificateAuthority,
  issueCertificateFor,
  type CertificateAuthority,
} from '../../sandbox/src/certificates/index.js';
import { publicLookup } from '../../src/common/index.js';
import { HttpsOneClickSender } from '../../src/mail/unsubscribe/https-one-click-sender.js';

/** Every name resolves to this machine. */
const inside: LookupFunction = (_, { all }, callback) => {
  callback(null, all === true ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4);
};

describe('the request to a list', () => {
  const seen: string[] = [];
  let authority: CertificateAuthority;
  let server: Server;

  beforeAll(async () => {
    authority = await createCertificateAuthority();
    const certificate = await issueCertificateFor(authority, { names: ['news.example'], addresses: [] });
    server = createServer({ cert: certificate.certificatePem, key: certificate.keyPem }, (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const { cookie, referer, authorization, 'content-type': type } = request.headers;
        const personal = [cookie, referer, authorization].filter((value) => value !== undefined);
        seen.push([request.method, request.url, type, body, ...personal].join(' '));
        response.writeHead(request.url === '/moved' ? 302 : 202, { location: '/u' }).end('thanks');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  beforeEach(() => {
    seen.length = 0;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function post(path: string, lookup: LookupFunction): Promise<number> {
    const sender = new HttpsOneClickSender({ lookup, ca: authority.certificatePem });
    try {
      const { port } = server.address() as AddressInfo;
      return await sender.post(new URL(path, `https://news.example:${port}`), new AbortController().signal);
    } finally {
      await sender.close();
    }
  }

  it('has the layout of RFC 8058, and reveals nothing of the reader', async () => {
    expect(await post('/u?id=1', inside)).toBe(202);
    expect(seen).toEqual(['POST /u?id=1 application/x-www-form-urlencoded List-Unsubscribe=One-Click']);
  });

  it('does not follow redirects', async () => {
    expect(await post('/moved', inside)).toBe(302);
    expect(seen).toHaveLength(1);
  });

  it('is refused for a name that resolves to an internal address', async () => {
    await expect(post('/u', publicLookup(inside))).rejects.toThrow();
    expect(seen).toEqual([]);
  });
});
