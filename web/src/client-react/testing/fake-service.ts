import { type BffClient, createBffClient } from '../../client/index.js';

/** A request to which the test responds. */
export interface PendingCall {
  readonly request: Request;
  readonly path: string;
  answer(body: unknown, status?: number): void;
  /** Responds with an event stream that stays open; returns the function that writes to it. */
  stream(): (type: string) => void;
}

export const alice = {
  authenticated: true,
  user: { id: 'alice', name: 'Alice', username: 'alice@contoso.example', tenantId: 't', accountType: 'work' },
  session: { id: 's', createdAt: '', idleExpiresAt: '', expiresAt: '', deviceBound: false },
};
export const bilal = { ...alice, user: { ...alice.user, id: 'bilal', name: 'Bilal' } };
export const nobody = { authenticated: false };

/** The service behind the real client. The test decides when each response comes, and in which order. */
export class FakeService {
  readonly client: BffClient = createBffClient({
    baseUrl: 'http://bff.test',
    fetch: (input, init) => this.#receive(new Request(input, init)),
  });
  readonly #calls: PendingCall[] = [];
  readonly #waiting: (() => void)[] = [];

  /** The oldest pending request for this path; waits for it. */
  async next(path: string): Promise<PendingCall> {
    for (;;) {
      const index = this.#calls.findIndex((call) => call.path === path);
      const [found] = index === -1 ? [] : this.#calls.splice(index, 1);
      if (found !== undefined) {
        return found;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The number of pending requests for this path, after everything that is due has run. */
  async unanswered(path: string): Promise<number> {
    await settled();
    return this.#calls.filter((call) => call.path === path && !call.request.signal.aborted).length;
  }

  #receive(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(new DOMException('Aborted', 'AbortError'));
      };
      request.signal.addEventListener('abort', abort);
      this.#calls.push({
        request,
        path: pathname + search,
        answer: (body, status = 200) => {
          const type = status < 400 ? 'application/json' : 'application/problem+json';
          const text = status === 202 || status === 204 ? null : JSON.stringify(body);
          resolve(new Response(text, { status, headers: { 'Content-Type': type } }));
        },
        stream: () => {
          let write: (type: string) => void = () => undefined;
          const body = new ReadableStream<Uint8Array>({
            start: (controller) => {
              write = (type) => {
                controller.enqueue(new TextEncoder().encode(`event: ${type}\ndata: {}\n\n`));
              };
              request.signal.addEventListener('abort', () => {
                controller.error(new DOMException('Aborted', 'AbortError'));
              });
            },
          });
          resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
          return write;
        },
      });
      for (const resume of this.#waiting.splice(0)) {
        resume();
      }
    });
  }
}

/** Resolves when everything that is due without a delay has run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export function problem(code: string, more: object = {}): object {
  return { title: code, code, traceId: 'trace', ...more };
}

export const consent = problem('consent_required', {
  permissions: ['mail.send'],
  scopes: ['Mail.Send'],
  interactionUrl: '/auth/interactions/ticket',
  expiresAt: '2026-11-29T12:00:00Z',
});
