import assert from 'node:assert/strict';

import { graphList, mapped } from './mail.mjs';

export const listPath = '/api/mail/messages';

export function headersFor(name, headers) {
  return headers[name.startsWith('product') ? 'product' : name.startsWith('sample') ? 'sample' : 'limit'];
}

export function listRequests(name, headers, path = listPath) {
  return headersFor(name, headers).map((each) => ({ path, headers: each }));
}

/** Checks the responses of each target: the limit returns Graph's own bytes, the others the layout of our API. */
export async function checkListAnswers(stage, names, headers, previewLength) {
  const list = graphList(`http://127.0.0.1:${stage.graph.ready.port}`, previewLength);
  for (const name of names) {
    const [request] = listRequests(name, headers);
    const { status, body } = await stage.load.ask({ command: 'fetch', port: stage.targets[name].port, request });
    assert.equal(status, 200, `${name}: ${body}`);
    const answer = JSON.parse(body);
    if (name === 'limit') {
      assert.deepEqual(answer, list);
    } else {
      assert.deepEqual(answer.items, mapped(list).items, name);
      assert.match(answer.nextCursor, /^[\w-]+$/);
    }
    const anonymous = { path: request.path, headers: { ...request.headers, cookie: 'none=none' } };
    const refused = await stage.load.ask({ command: 'fetch', port: stage.targets[name].port, request: anonymous });
    assert.equal(refused.status, 401, `${name} serves an anonymous request`);
  }
}
