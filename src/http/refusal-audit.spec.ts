import { oneFrontend } from '../../test/support/frontend.js';
import { Observed } from '../../test/support/observed.js';
import { StepServer } from '../../test/support/step-server.js';
import { AuditLog, Problem } from '../common/index.js';
import { sendProblem } from './problem.filter.js';
import { auditRefusals } from './refusal-audit.js';

describe('the audit of refused requests', () => {
  const server = new StepServer();
  const observed = new Observed();
  let origin: string;
  let now = 0;

  beforeAll(async () => {
    server.fastify.addHook('onRequest', ({ headers }, reply) => {
      sendProblem(reply, new Problem(headers['x-refusal'] === 'csrf' ? 'csrf_rejected' : 'not_found'));
    });
    server.fastify.addHook(
      'onResponse',
      auditRefusals(new AuditLog(observed.logger), oneFrontend, () => now),
    );
    server.serve('GET', '/mail', { access: 'session' });
    origin = await server.listen();
  });

  afterAll(() => server.close());

  const lines = (): Record<string, unknown>[] =>
    observed.lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ audit }) => audit !== undefined);
  const refuse = (kind: string): Promise<unknown> =>
    fetch(`${origin}/mail`, { headers: { 'x-refusal': kind, 'user-agent': 'a browser' } }).then((answer) =>
      answer.text(),
    );

  it('is a sample that states what it leaves out, and covers refusals only', async () => {
    await refuse('none');
    for (let each = 0; each < 25; each++) {
      await refuse('csrf');
    }
    expect(lines()).toHaveLength(10);
    expect(lines()[0]).toMatchObject({
      event: 'request_refused',
      outcome: 'csrf_rejected',
      address: '127.0.0.1',
      userAgent: 'a browser',
      route: '/mail',
      ref: expect.any(String) as string,
    });

    now = 60_000;
    await refuse('csrf');
    expect(lines().at(-1)).toMatchObject({ unrecorded: 15 });
  });
});
