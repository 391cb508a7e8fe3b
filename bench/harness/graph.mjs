/** A Graph that costs next to nothing: prepared bytes over plain sockets. It refuses calls without a token. */
import { once } from 'node:events';
import { createServer } from 'node:net';

import { graphFolders, graphList, graphMessage } from './mail.mjs';

const bigChunk = Buffer.alloc(65_536, 0x61);
const bigChunks = 1600;
let calls = 0;

const server = createServer((socket) => {
  let pending = '';
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    pending += data.latin1Slice();
    for (let end = pending.indexOf('\r\n\r\n'); end !== -1; end = pending.indexOf('\r\n\r\n')) {
      const head = pending.slice(0, end);
      const bodyEnd = end + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (pending.length < bodyEnd) {
        break;
      }
      const body = pending.slice(end + 4, bodyEnd);
      pending = pending.slice(bodyEnd);
      answer(socket, head, body);
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', (message) => {
  if (message.previewLength !== undefined) {
    prepared = prepare(message.previewLength);
  }
  process.send({ calls });
});

let prepared;

function prepare(previewLength) {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const json = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
  const attachment = { id: 'attachment', name: 'report.pdf', contentType: 'application/pdf', size: 1, isInline: false };
  return {
    list: bytesOf(json, Buffer.from(JSON.stringify(graphList(origin, previewLength)))),
    shortList: bytesOf(json, Buffer.from(JSON.stringify(graphList(origin, previewLength, 5)))),
    // One new message, and the link to the next changes.
    delta: bytesOf(json, Buffer.from(JSON.stringify(graphDelta(origin, previewLength)))),
    message: bytesOf(json, Buffer.from(JSON.stringify(graphMessage()))),
    conversation: bytesOf(json, Buffer.from(JSON.stringify({ value: [graphMessage(), graphMessage()] }))),
    folders: bytesOf(json, Buffer.from(JSON.stringify(graphFolders()))),
    batch: bytesOf(json, Buffer.from('{"responses":[]}')),
    // The response to a poll of the mailbox.
    poll: bytesOf(json, Buffer.from(JSON.stringify(pollAnswer()))),
    attachment: bytesOf(json, Buffer.from(JSON.stringify(attachment))),
    photo: bytesOf('image/jpeg', Buffer.alloc(20_480, 0xff)),
    source: bytesOf('text/plain', Buffer.alloc(102_400, 0x61)),
    bigHead: headOf('text/plain', bigChunk.length * bigChunks),
  };
}

function pollAnswer() {
  const parts = {
    folders: graphFolders(),
    newest: { value: [{ id: 'm', lastModifiedDateTime: '2026-01-02T09:15:00Z' }] },
  };
  return { responses: Object.entries(parts).map(([id, body]) => ({ id, status: 200, headers: {}, body })) };
}

function graphDelta(origin, previewLength) {
  const { value } = graphList(origin, previewLength, 1);
  return { value, '@odata.deltaLink': `${origin}/v1.0/me/mailFolders/inbox/messages/delta?$deltatoken=t` };
}

function headOf(type, length) {
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\nrequest-id: 7b1e3c54-0000-4000-8000-000000000000\r\nclient-request-id: 7b1e3c54-0000-4000-8000-000000000000\r\ncache-control: private\r\nstrict-transport-security: max-age=31536000\r\nx-ms-ags-diagnostic: {"ServerInfo":{"DataCenter":"North Europe","Slice":"E","Ring":"4","ScaleUnit":"003"}}\r\ndate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n`,
  );
}

function bytesOf(type, body) {
  return Buffer.concat([headOf(type, body.length), body]);
}

function answer(socket, head, body) {
  calls++;
  prepared ??= prepare();
  const begin = head.indexOf(' ') + 1;
  const path = head.slice(begin, head.indexOf(' ', begin));
  if (!/\r\nauthorization: Bearer \S/i.test(head)) {
    socket.write('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
  } else if (path.includes('/delta')) {
    socket.write(prepared.delta);
  } else if (path.includes('/mailFolders/')) {
    socket.write(path.includes('$top=5&') ? prepared.shortList : prepared.list);
  } else if (path.endsWith('/$batch')) {
    socket.write(body.includes('"newest"') ? prepared.poll : prepared.batch);
  } else if (path.includes('/mailFolders')) {
    socket.write(prepared.folders);
  } else if (path.includes('/me/messages?')) {
    socket.write(prepared.conversation);
  } else if (/\/messages\/m\?/.test(path)) {
    socket.write(prepared.message);
  } else if (path.endsWith('/big/$value')) {
    void stream(socket);
  } else if (path.includes('/photo')) {
    socket.write(prepared.photo);
  } else {
    socket.write(path.endsWith('/$value') ? prepared.source : prepared.attachment);
  }
}

async function stream(socket) {
  const closed = once(socket, 'close');
  socket.write(prepared.bigHead);
  for (let sent = 0; sent < bigChunks && !socket.destroyed; sent++) {
    if (!socket.write(bigChunk)) {
      await Promise.race([once(socket, 'drain'), closed]);
    }
  }
}
