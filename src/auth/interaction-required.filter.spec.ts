import type { ArgumentsHost } from '@nestjs/common';

import { liveSession } from '../../test/support/mail-session.js';
import { InteractionRequired, type InteractionReason } from '../session/index.js';
import type { AdminApprovals } from './admin-approvals.js';
import { InteractionRequiredFilter } from './interaction-required.filter.js';
import type { InteractionStore } from './interaction-store.js';

const ticket = { interactionUrl: '/auth/interactions/t', expiresAt: '2026-11-22T10:10:00.000Z' };

/** What the browser is told when `reason` comes up while mail.send waits for the administrator. */
async function answerTo(reason: InteractionReason): Promise<Record<string, unknown>> {
  const approvals = { awaited: () => Promise.resolve(new Set(['mail.send'])) } as unknown as AdminApprovals;
  const interactions = {
    issue: () => Promise.resolve(ticket),
    isRepeated: () => Promise.resolve(false),
  } as unknown as InteractionStore;
  let sent = '';
  const reply = {
    request: { id: '' },
    code: () => reply,
    status: () => reply,
    header: () => reply,
    headers: () => reply,
    type: () => reply,
    send: (body: unknown) => {
      sent = typeof body === 'string' ? body : JSON.stringify(body);
      return reply;
    },
  };
  const host = { switchToHttp: () => ({ getResponse: () => reply }) } as unknown as ArgumentsHost;
  await new InteractionRequiredFilter(interactions, approvals).catch(
    new InteractionRequired(liveSession(), reason),
    host,
  );
  return JSON.parse(sent) as Record<string, unknown>;
}

describe('while a permission waits for the administrator', () => {
  it('consent to it is his to give', async () => {
    expect(await answerTo({ kind: 'consent_required', permissions: ['mail.send'] })).toMatchObject({
      code: 'admin_consent_required',
      permissions: ['mail.send'],
    });
  });

  it('also together with another that does not wait', async () => {
    expect(await answerTo({ kind: 'consent_required', permissions: ['mail.write', 'mail.send'] })).toMatchObject({
      code: 'admin_consent_required',
      permissions: ['mail.write', 'mail.send'],
    });
  });

  it('consent to another is still asked of the user', async () => {
    expect(await answerTo({ kind: 'consent_required', permissions: ['mail.write'] })).toMatchObject({
      code: 'consent_required',
    });
  });

  it('a step-up comes first: only the user can give a second factor, and he can have the permission already', async () => {
    const answer = await answerTo({ kind: 'step_up_required', permissions: ['mail.send'], claims: '{}' });

    expect(answer).toMatchObject({ code: 'step_up_required', ...ticket });
    expect(answer).not.toHaveProperty('permissions');
  });
});
