import { once } from 'node:events';

import { Logger, NoMetrics, Secret, SystemClock } from '../../src/common/index.js';
import { DownloadLanes } from '../../src/graph/download-lanes.js';
import { GraphAddress } from '../../src/graph/graph-address.js';
import { GraphClient } from '../../src/graph/graph-client.js';
import { defaultLimits, GraphTransport } from '../../src/graph/graph-transport.js';
import { AttachmentReader } from '../../src/mail/messages/attachment-reader.js';
import { MailboxLimiter } from '../../src/graph/mailbox-limiter.js';
import { AccessTokens, type AccessToken } from '../../src/tokens/index.js';
import { eventually } from '../support/eventually.js';
import { answer, ScriptedGraph, type Script } from '../support/graph-server.js';
import { liveSession } from '../support/mail-session.js';
import { textOf } from '../support/relay-fixture.js';

const session = liveSession();
const file = { id: 'A', name: 'report.pdf', contentType: 'application/pdf', size: 7, isInline: false };
const refusal = answer(404, { error: { code: 'ErrorItemNotFound' } });

class OneToken extends AccessTokens {
  override acquire(): Promise<AccessToken> {
    return Promise.resolve({ token: new Secret('token'), scopes: new Set(['Mail.Read']) });
  }

  override acquireWithClaims(): Promise<AccessToken> {
    return this.acquire();
  }

  override acquireInsteadOf(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

describe('the download of an attachment whose name is unknown', () => {
  let graph: ScriptedGraph;
  let transport: GraphTransport;
  let reader: AttachmentReader;

  beforeEach(async () => {
    graph = await ScriptedGraph.start();
    transport = new GraphTransport(graph.origin, defaultLimits);
    const address = new GraphAddress(`${graph.origin}/v1.0`);
    const limiter = new MailboxLimiter({ requests: 32, timeMs: 2_000 });
    const [clock, logger, metrics] = [new SystemClock(), new Logger('silent'), new NoMetrics()];
    const client = new GraphClient(
      transport,
      address,
      new OneToken(),
      limiter,
      new DownloadLanes(),
      clock,
      logger,
      metrics,
    );
    reader = new AttachmentReader(client);
  });

  afterEach(async () => {
    await transport.close();
    await graph.close();
  });

  /** Responds to `count` requests: to those for a name by one script, to those for a content by the other. */
  function script(count: number, scripts: { readonly name: Script; readonly content: Script }): void {
    const either: Script = (response, request) =>
      scripts[request.url?.includes('$value') === true ? 'content' : 'name'](response, request);
    graph.next(...Array.from({ length: count }, () => either));
  }

  it('requests the name and the content at the same time', async () => {
    script(2, {
      name: async (response, request) => {
        await eventually(() => {
          expect(graph.seen).toHaveLength(2);
        });
        await answer(200, file)(response, request);
      },
      content: answer(200, 'content'),
    });

    const { attachment, content } = await reader.open(session, 'M', 'A');

    expect([attachment.name, await textOf(content.body)]).toEqual(['report.pdf', 'content']);
  });

  it('does not read the content when the name is refused', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    script(2, {
      name: async (response, request) => {
        await eventually(() => {
          expect(graph.seen).toHaveLength(2);
        });
        await refusal(response, request);
      },
      content: (response) => {
        closed = once(response, 'close');
        response.writeHead(200);
        response.write('begun');
      },
    });

    await expect(reader.open(session, 'M', 'A')).rejects.toMatchObject({ code: 'not_found' });

    await closed;
  });

  it('reports that the content is refused', async () => {
    script(2, { name: answer(200, file), content: refusal });

    await expect(reader.open(session, 'M', 'A')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does not wait behind large ones when it is small', async () => {
    const large = { ...file, size: 20_000_000 };
    let isLarge = true;
    script(8, {
      name: (response, request) => answer(200, isLarge ? large : file)(response, request),
      content: async (response, request) => {
        if (isLarge) {
          response.writeHead(200).write('x'.repeat(100_000));
        } else {
          await answer(200, 'content')(response, request);
        }
      },
    });
    const slow = await Promise.all(['A', 'B', 'C'].map((id) => reader.open(session, 'M', id)));
    isLarge = false;

    const { content } = await reader.open(session, 'M', 'D');

    expect(await textOf(content.body)).toBe('content');
    slow.forEach((download) => {
      download.content.body.cancel();
    });
  });

  it('downloads more at once than a mailbox has permits', async () => {
    script(24, { name: answer(200, { ...file, size: 300_000 }), content: answer(200, 'x'.repeat(300_000)) });

    const downloads = Array.from({ length: 12 }, async () => {
      const { content } = await reader.open(session, 'M', 'A');
      return (await textOf(content.body)).length;
    });

    await expect(Promise.all(downloads)).resolves.toEqual(Array(12).fill(300_000));
  });
});
