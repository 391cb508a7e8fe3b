import { liveSession } from '../../test/support/mail-session.js';
import { Problem, Secret } from '../common/index.js';
import { InteractionRequired, SignInRequired } from '../session/index.js';
import type { AccessToken } from '../tokens/index.js';
import type { GraphCall } from './graph-call.js';
import { writeBatch, type WriteOutcome } from './write-batch.js';

interface Part {
  readonly id: string;
  readonly url: string;
}

type Script = (parts: readonly Part[]) => unknown;

const session = liveSession();
const call = { operation: 'test', permissions: ['mail.write'] } as const;
function done({ id }: Part): object {
  return { id, status: 200, headers: { A: 'b' }, body: { id: `new ${id}` } };
}
function refused(status: number, code: string, headers: object = {}): (part: Part) => object {
  return ({ id }) => ({ id, status, headers, body: { error: { code, message: '' } } });
}
function answers(...parts: readonly object[]): object {
  return { responses: parts };
}

/** A Graph that responds to each batch by the next script. */
class ScriptedBatches {
  readonly seen: (readonly Part[])[] = [];
  readonly tokens: (string | undefined)[] = [];
  readonly renewals: string[] = [];
  hasOther = true;
  failure: Error | undefined;

  constructor(private readonly scripts: Script[]) {}

  renewedToken(_: unknown, __: unknown, { kind }: { kind: string }): Promise<AccessToken | undefined> {
    this.renewals.push(kind);
    if (this.failure !== undefined) {
      return Promise.reject(this.failure);
    }
    const token = { token: new Secret(`token ${this.renewals.length}`), scopes: new Set<string>() };
    return Promise.resolve(this.hasOther ? token : undefined);
  }

  json(_: unknown, { body, path, permits, token }: GraphCall): Promise<unknown> {
    this.tokens.push(token?.token.reveal());
    expect([path, permits]).toEqual(['/$batch', Math.min((body as { requests: Part[] }).requests.length, 4)]);
    const { requests } = body as { requests: readonly Part[] };
    this.seen.push(requests);
    const script = this.scripts.shift();
    if (script === undefined) {
      throw new Error('asked too often');
    }
    return Promise.resolve(script(requests));
  }
}

function run(count: number, ...scripts: Script[]): Promise<{ graph: ScriptedBatches; told: string[] }> {
  return runWithout(undefined, count, ...scripts);
}

/** No other token is available, for this reason. */
async function runWithout(
  reason: Error | undefined,
  count: number,
  ...scripts: Script[]
): Promise<{ graph: ScriptedBatches; told: string[] }> {
  const graph = new ScriptedBatches(scripts);
  graph.failure = reason;
  const writes = Array.from(
    { length: count },
    (_, index) => ({ method: 'POST', path: `/me/messages/${index}/move` }) as const,
  );
  const outcomes = await writeBatch(graph, session, call, writes);
  return { graph, told: outcomes.map(told) };
}

function told(outcome: WriteOutcome): string {
  return outcome.kind === 'done' ? `done ${(outcome.body as { id: string } | undefined)?.id}` : outcome.problem.code;
}

const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const challenge = {
  'WWW-Authenticate': `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
};
const challenged = refused(401, 'InvalidAuthenticationToken', challenge);
const rejected = refused(401, 'InvalidAuthenticationToken');
const throttled = refused(429, 'ApplicationThrottled', { 'Retry-After': '0' });

describe('a batch of writes', () => {
  it.each([
    ['claims_challenge', challenged],
    ['token_rejected', rejected],
  ])('sends only those parts again whose token was refused: %s', async (kind, refusal) => {
    const { graph, told: outcomes } = await run(
      3,
      ([first, ...rest]) => answers(done(first as Part), ...rest.map(refusal)),
      (parts) => answers(...parts.map(done)),
    );

    expect(outcomes).toEqual(['done new 0', 'done new 1', 'done new 2']);
    expect(graph.seen.map((parts) => parts.map(({ id }) => id))).toEqual([
      ['0', '1', '2'],
      ['1', '2'],
    ]);
    expect([graph.renewals, graph.tokens]).toEqual([[kind], [undefined, 'token 1']]);
  });

  it('requires the user when everything that was requested is challenged again', async () => {
    const failure = run(
      2,
      (parts) => answers(...parts.map(challenged)),
      (parts) => answers(...parts.map(challenged)),
    );

    await expect(failure).rejects.toMatchObject({ reason: { kind: 'step_up_required', claims } });
    await expect(failure).rejects.toBeInstanceOf(InteractionRequired);
  });

  it('reports what is done when a part is challenged again', async () => {
    const { told: outcomes } = await run(
      2,
      ([first, second]) => answers(done(first as Part), challenged(second as Part)),
      (parts) => answers(...parts.map(challenged)),
    );

    expect(outcomes).toEqual(['done new 0', 'step_up_required']);
  });

  describe.each([
    ['the user has to sign in', new SignInRequired(session), 'login_required'],
    [
      'the user has to consent',
      new InteractionRequired(session, { kind: 'consent_required', permissions: ['mail.write'] }),
      'consent_required',
    ],
    ['Entra is unavailable', Problem.unavailable('identity_provider_unavailable'), 'identity_provider_unavailable'],
  ])('that gets no other token because %s', (_, reason, code) => {
    it('reports what is done, also of what was to be requested again', async () => {
      const { told: outcomes } = await runWithout(
        reason,
        3,
        ([first, second, third]) => answers(done(first as Part), challenged(second as Part), throttled(third as Part)),
        (parts) => answers(...parts.map(done)),
      );

      expect(outcomes).toEqual(['done new 0', code, 'done new 2']);
    });

    it('fails when nothing is done', async () => {
      await expect(runWithout(reason, 2, (parts) => answers(...parts.map(rejected)))).rejects.toBe(reason);
    });
  });

  it('reports what is done when the user must sign in before the rest is requested again', async () => {
    const { told: outcomes } = await run(
      2,
      ([first, second]) => answers(done(first as Part), throttled(second as Part)),
      () => Promise.reject(new SignInRequired(session)),
    );

    expect(outcomes).toEqual(['done new 0', 'login_required']);
  });

  it('reports a part that no token helps', async () => {
    const { graph, told: outcomes } = await run(
      2,
      ([first, second]) => answers(done(first as Part), rejected(second as Part)),
      (parts) => answers(...parts.map(rejected)),
    );

    expect([outcomes, graph.renewals]).toEqual([['done new 0', 'graph_error'], ['token_rejected']]);
  });

  it('has an outcome for each, in the order of the writes and not of the responses', async () => {
    const { told: outcomes } = await run(3, (parts) => answers(...parts.map(done).reverse()));

    expect(outcomes).toEqual(['done new 0', 'done new 1', 'done new 2']);
  });

  it('treats a part without body and headers as done', async () => {
    const { told: outcomes } = await run(2, ([first, second]) =>
      answers({ id: first?.id, status: 204 }, { id: second?.id, status: 204, headers: null }),
    );

    expect(outcomes).toEqual(['done undefined', 'done undefined']);
  });

  it.each([
    ['throttled', refused(429, 'ApplicationThrottled', { 'Retry-After': '0' })],
    ['changed by Exchange itself (412)', refused(412, 'ErrorIrresolvableConflict')],
    ['changed by Exchange itself (409), in other letters', refused(409, 'errorIrresolvableConflict')],
  ])('requests again what was not done, and only that: %s', async (_, refuse) => {
    const { graph, told: outcomes } = await run(
      3,
      (parts) => answers(...parts.map((part, index) => (index === 1 ? refuse(part) : done(part)))),
      (parts) => answers(...parts.map(done)),
    );

    expect(graph.seen.map((parts) => parts.map(({ id }) => id))).toEqual([['0', '1', '2'], ['1']]);
    expect(outcomes).toEqual(['done new 0', 'done new 1', 'done new 2']);
  });

  it.each([
    ['not there', refused(404, 'ErrorItemNotFound'), 'not_found'],
    ['not allowed', refused(403, 'ErrorAccessDenied'), 'forbidden'],
    ['perhaps done', refused(503, 'serviceNotAvailable'), 'graph_unavailable'],
    ['perhaps done, and late', refused(504, 'x'), 'graph_timeout'],
    ['asked to wait long', refused(429, 'x', { 'retry-after': '60' }), 'throttled'],
    ['without body and headers', ({ id }: Part): object => ({ id, status: 500, headers: null }), 'graph_error'],
    ['missing', (): object => ({}), 'graph_error'],
    ['of a strange form', ({ id }: Part): object => ({ id, status: 'x' }), 'graph_error'],
  ])('never requests again what is %s', async (_, refuse, code) => {
    const { told: outcomes } = await run(2, ([first, second]) => answers(refuse(first as Part), done(second as Part)));

    expect(outcomes).toEqual([code, 'done new 1']);
  });

  it('gives up what is refused repeatedly', async () => {
    const refuse = refused(429, 'ApplicationThrottled', { 'retry-after': '0' });
    const again: Script = (parts) => answers(...parts.map(refuse));

    const { graph, told: outcomes } = await run(1, again, again, again, again);

    expect([graph.seen.length, outcomes]).toEqual([4, ['throttled']]);
  });

  it.each([[null], [[]], [{ responses: 'x' }], ['text']])(
    'fails as a whole when the response is %j',
    async (answer) => {
      await expect(run(2, () => answer)).rejects.toMatchObject({ code: 'graph_error' });
    },
  );

  it('fails as a whole when it is refused as a whole', async () => {
    const refusal = run(2, () => Promise.reject(new Problem('graph_unavailable')));

    await expect(refusal).rejects.toMatchObject({ code: 'graph_unavailable' });
  });

  it('reports what is done when it is refused as a whole later, and states why the rest is not', async () => {
    const refuse = refused(429, 'ApplicationThrottled', { 'retry-after': '0' });
    const { told: outcomes } = await run(
      2,
      ([first, second]) => answers(done(first as Part), refuse(second as Part)),
      () => Promise.reject(new Problem('graph_unavailable')),
    );

    expect(outcomes).toEqual(['done new 0', 'graph_unavailable']);
  });

  it('passes on that the user must consent', async () => {
    const reason = { kind: 'consent_required', permissions: ['mail.write'] } as const;

    await expect(run(1, () => Promise.reject(new InteractionRequired(session, reason)))).rejects.toBeInstanceOf(
      InteractionRequired,
    );
  });
});
