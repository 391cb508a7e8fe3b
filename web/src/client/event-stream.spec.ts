import { openEventStream, type StreamState } from './event-stream.js';
import type { ServerEvent } from './event-stream-parser.js';

function stream(...pieces: string[]): Response {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(new TextEncoder().encode(piece));
      }
      controller.close();
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
}

/** Runs until the stream has used all responses; returns the delays that it waited. */
async function run(...answers: (Response | Error)[]) {
  const requests: Headers[] = [];
  const addresses: string[] = [];
  const times = ['2026-01-01T00:00:00.000Z'];
  const events: ServerEvent[] = [];
  const states: StreamState[] = [];
  const delays: number[] = [];
  await new Promise<void>((done) => {
    const handle = openEventStream({
      url: 'http://bff.test/auth/events',
      since: () => times.shift(),
      onEvent: (event) => events.push(event),
      onState: (state) => {
        states.push(state);
        if (state === 'unsupported' || state === 'refused') {
          done();
        }
      },
      random: () => 1,
      sleep: (milliseconds) => {
        delays.push(milliseconds);
        return Promise.resolve();
      },
      fetch: (input, init) => {
        addresses.push(new Request(input).url);
        requests.push(new Headers(init?.headers));
        const answer = answers.shift();
        if (answer === undefined) {
          handle.close();
          done();
          return Promise.reject(new Error('closed'));
        }
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    });
  });
  return { requests, addresses, events, states, delays };
}

describe('an event stream', () => {
  it('sends the CSRF header, and the last event id when it reconnects', async () => {
    const { requests, events } = await run(stream('id: 9\nevent: session.expiring\ndata: {}\n\n'));
    expect(events.map((event) => event.type)).toEqual(['session.expiring']);
    expect(requests[0]?.get('X-CSRF')).toBe('1');
    expect(requests[1]?.get('Last-Event-ID')).toBe('9');
  });

  it('assembles an event from chunks that end anywhere', async () => {
    const text = 'event: mail.changed\r\ndata: {"a":\r\ndata: 1}\r\nid: 7\r\n\r\n';
    const { events } = await run(stream(...Array.from(text)));
    expect(events).toEqual([{ type: 'mail.changed', data: '{"a":\n1}', id: '7' }]);
  });

  it('drops an event that a broken connection has left half-way', async () => {
    const { events } = await run(
      stream('event: mail.changed\ndata: {"half'),
      stream('event: session.ended\ndata: {}\n\n'),
    );
    expect(events).toEqual([{ type: 'session.ended', data: '{}', id: undefined }]);
  });

  it('treats comments as heartbeats and the retry field as the delay', async () => {
    const { events, delays } = await run(stream(': heartbeat\n\nretry: 2500\n\n'));
    expect([events, delays]).toEqual([[], [2500]]);
  });

  it('states since when the server shall report changes, at each connection', async () => {
    const { addresses } = await run(stream(': hi\n\n'));
    const url = 'http://bff.test/auth/events';
    expect(addresses).toEqual([`${url}?since=2026-01-01T00%3A00%3A00.000Z`, url]);
  });

  it('waits longer after each failure and short again after it was open', async () => {
    const { delays } = await run(new Error('down'), new Error('down'), stream(': hi\n\n'));
    expect(delays).toEqual([2000, 4000, 1000]);
  });

  it('waits for the time that an unavailable server states', async () => {
    const { delays } = await run(new Response(null, { status: 503, headers: { 'Retry-After': '12' } }));
    expect(delays).toEqual([12_000]);
  });

  it('does not reconnect to a server without streams', async () => {
    const { states, requests } = await run(new Response(null, { status: 404 }));
    expect(states).toEqual(['connecting', 'unsupported']);
    expect(requests).toHaveLength(1);
  });

  it('does not reconnect to a server that refuses', async () => {
    const { states } = await run(new Response(null, { status: 401 }));
    expect(states).toEqual(['connecting', 'refused']);
  });

  it('connects again when the browser is to prove the device first', async () => {
    const refusal = Response.json({ code: 'device_proof_required' }, { status: 401 });
    const { states, delays } = await run(refusal, stream(': hi\n\n'));
    expect(states).not.toContain('refused');
    expect(delays[0]).toBe(2000);
  });

  it('reconnects on request when it was refused, and only then', async () => {
    const answers = [401, 200].map((status) => ({ status }));
    const states: StreamState[] = [];
    let requests = 0;
    const handle = openEventStream({
      url: 'http://bff.test/auth/events',
      onEvent: () => undefined,
      onState: (state) => states.push(state),
      fetch: (_, init) => {
        requests += 1;
        const answer = answers.shift();
        if (answer?.status === 401) {
          return Promise.resolve(new Response(null, answer));
        }
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            init?.signal?.addEventListener('abort', () => {
              controller.error(new Error('closed'));
            });
          },
        });
        return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
      },
    });
    await new Promise(setImmediate);
    expect([requests, states]).toEqual([1, ['connecting', 'refused']]);

    handle.resume();
    handle.resume();
    await new Promise(setImmediate);
    expect([requests, states.at(-1)]).toEqual([2, 'open']);
    handle.close();
  });
});
