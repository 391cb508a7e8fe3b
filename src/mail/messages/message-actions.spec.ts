import { liveSession } from '../../../test/support/mail-session.js';
import type { AuditLog } from '../../common/index.js';
import type { AppConfig } from '../../config/index.js';
import type { GraphCall, GraphClient } from '../../graph/index.js';
import { type FreshSignIn, InteractionRequired, SignInRequired } from '../../session/index.js';
import { MessageActions } from './message-actions.js';

const session = liveSession();
const ids = Array.from({ length: 45 }, (_, index) => `m${index}`);

/** One batch after the other; an entry that is not a status fails as a whole. */
function actionsBy(batches: (number | Error)[]): { actions: MessageActions; audited: object[] } {
  const graph = {
    json: (_: unknown, { body }: GraphCall) => {
      const { requests } = body as { requests: { id: string }[] };
      const status = batches.shift() ?? new Error('asked too often');
      return typeof status === 'number'
        ? Promise.resolve({ responses: requests.map(({ id }) => ({ id, status })) })
        : Promise.reject(status);
    },
  } as unknown as GraphClient;
  const audited: object[] = [];
  const audit = { record: (_: string, facts: object) => void audited.push(facts) } as unknown as AuditLog;
  const config = { hasPermanentDelete: true } as AppConfig;
  const fresh = { require: () => undefined } as unknown as FreshSignIn;
  return { actions: new MessageActions(graph, audit, config, fresh), audited };
}

describe('one action on many messages, when the user must interact', () => {
  const consent = new InteractionRequired(session, { kind: 'consent_required', permissions: ['mail.write'] });

  it.each([
    [consent, 403, 'consent_required'],
    [new SignInRequired(session), 401, 'login_required'],
  ])('reports what is done and why the rest is not, and audits both: %s', async (reason, status, code) => {
    const { actions, audited } = actionsBy([204, reason]);

    const results = await actions.run(session, { ids, action: 'delete-permanently' });

    expect(results).toEqual(ids.map((id, index) => (index < 20 ? { id, status: 204 } : { id, status, code })));
    expect(audited).toEqual([expect.objectContaining({ outcome: 'partly_failed', messages: 20, failed: 25 })]);
  });

  it.each([[[consent]], [[404, consent]]])('asks the user when nothing is done, and audits that', async (batches) => {
    const { actions, audited } = actionsBy(batches);

    await expect(actions.run(session, { ids, action: 'delete-permanently' })).rejects.toBe(consent);
    expect(audited).toEqual([expect.objectContaining({ outcome: 'failed', messages: 0, failed: 45 })]);
  });
});
