import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { startSandbox } from '../../sandbox/src/index.js';
import { freePort } from '../support/free-port.js';
import { rowSchema } from '../support/real-answers/table.js';
import { clientId, clientSecret, TestEnvironment } from '../support/test-environment.js';

const root = join(import.meta.dirname, '../..');
const alice = 'alice@contoso.example';

/** People with browsers, and the listener that the script opens. */
class Observatory extends TestEnvironment {
  static async open(port: number): Promise<Observatory> {
    const sandbox = await startSandbox({
      caFolder: join(root, '.cache/sandbox-ca'),
      registration: {
        clientId,
        secrets: [{ value: clientSecret }],
        redirectUris: ['http://localhost/observe'],
      },
    });
    return new Observatory(sandbox, `http://localhost:${port}`);
  }
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

describe('npm run observe', () => {
  let folder: string;
  let place: Observatory;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'observe-'));
    port = await freePort();
    place = await Observatory.open(port);
  }, 60_000);

  afterAll(async () => {
    await place.sandbox.close();
    await rm(folder, { recursive: true });
  });

  /** Runs the script; `onLine` sees each line that it prints. */
  function run(args: readonly string[], onLine: (line: string) => void = () => undefined): Promise<Ended> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [join(root, 'scripts/observe/observe.mjs'), ...args], {
        env: {
          PATH: process.env['PATH'],
          NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'],
          ENTRA_AUTHORITY_HOST: place.sandbox.authorityHost,
          ENTRA_TENANT: 'common',
          ENTRA_CLIENT_ID: clientId,
          ENTRA_CLIENT_SECRET: clientSecret,
          GRAPH_BASE_URL: place.sandbox.graphBaseUrl,
          OBSERVE_PORT: String(port),
        },
      });
      let out = '';
      [child.stdout, child.stderr].forEach((stream) => {
        stream.on('data', (chunk: Buffer) => {
          out += chunk.toString();
          onLine(chunk.toString());
        });
      });
      child.on('exit', (code) => {
        resolve({ code, out });
      });
    });
  }

  /** Runs it while a person signs in. */
  async function observe(user: string, file: string): Promise<Ended> {
    const browser = place.browser();
    const signingIn: Promise<unknown>[] = [];
    const ended = await run([file], (line) => {
      const url = /https?:\S+authorize\S+/.exec(line)?.[0];
      if (url !== undefined) {
        signingIn.push(browser.navigate(url).then((page) => place.walk(browser, page, user)));
      }
    });
    await Promise.all(signingIn);
    return ended;
  }

  it('writes the responses of Entra and Graph as rows of the table, with nothing personal in them', async () => {
    const file = join(folder, 'observed.json');
    const drafts = place.sandbox.control.graph.messages(alice, 'drafts').length;

    const { code, out } = await observe(alice, file);

    expect([code, out]).toEqual([0, expect.stringContaining('answers in')]);
    const text = await readFile(file, 'utf8');
    const rows = z.array(rowSchema).parse(JSON.parse(text));
    expect(rows.length).toBeGreaterThan(60);
    expect(new Set(rows.map(({ where }) => where))).toEqual(new Set(['token', 'authorize', 'graph', 'upload']));
    for (const personal of [/alice/i, /moreau/i, /contoso\.example/, /a11ce001/, /eyJ/, clientSecret]) {
      expect(text).not.toMatch(personal instanceof RegExp ? personal : new RegExp(personal));
    }
    expect(place.sandbox.control.graph.messages(alice, 'drafts')).toHaveLength(drafts);
    expect(place.sandbox.control.requests({ point: 'graph', method: 'GET' }).length).toBeGreaterThan(20);
  }, 120_000);

  it('keeps the words that distinguish a response', async () => {
    const rows = z.array(rowSchema).parse(JSON.parse(await readFile(join(folder, 'observed.json'), 'utf8')));
    const bodyOf = (name: string): unknown => rows.find(({ id }) => id.endsWith(`-${name}`))?.answer.body;

    expect(bodyOf('refresh-not-granted')).toMatchObject({
      error: 'invalid_grant',
      error_codes: [65001],
      suberror: 'consent_required',
      error_description: expect.stringMatching(/^AADSTS65001: /),
    });
    expect(bodyOf('message-malformed-id')).toMatchObject({ error: { code: 'ErrorInvalidIdMalformed' } });
    expect(bodyOf('upload-get')).toMatchObject({ error: { code: 'ErrorInvalidRequest' } });
    expect(bodyOf('draft')).toMatchObject({ id: 'TEXT', isDraft: true, body: { contentType: 'text' } });
    const refused = rows.find(({ id }) => id.endsWith('-authorize-prompt-none'));
    expect(refused?.answer).toMatchObject({ status: 302 });
    expect(refused?.answer.headers['location']).toContain('error=login_required');
  });

  it('does not overwrite an existing file', async () => {
    const file = join(folder, 'mine.json');
    await writeFile(file, '[]');

    const { code, out } = await run([file]);

    expect([code, out]).toEqual([1, expect.stringContaining('is there already')]);
  });

  it.each([
    ['a token', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0'],
    ['a token', '0.ARoA6WgJJ9X2qk-xxyyzz0011223344'],
    ['a token', 'M.C507_BL2.0.U.-CqjVnexxyyzz'],
    ['a token', 'Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZg=='],
    ['an id', '5a4db0c5-b0ff-4e57-8d1e-2f6b9a7c3d10'],
    ['an address', 'somebody@fabrikam.com'],
    ['an address of the network', '192.0.2.17'],
  ])('refuses a file that holds what looks like %s', async (what, text) => {
    const file = join(folder, 'suspect.json');
    await writeFile(file, JSON.stringify([{ id: 'row-1', answer: { body: { error: { message: `x ${text} y` } } } }]));

    const { code, out } = await run(['--check', file]);

    expect([code, out]).toEqual([1, expect.stringContaining(`row-1: holds what looks like ${what}`)]);
    expect(out).not.toContain(text);
  });
});
