import { FakeReply } from '../../test/support/fake-reply.js';
import { liveSession } from '../../test/support/mail-session.js';
import { Problem } from '../common/index.js';
import { ownPermissions, type AppConfig, type Permission } from '../config/index.js';
import { InteractionRequired, SignInRequired, type InteractionReason } from '../session/index.js';
import type { AdminApprovals } from './admin-approvals.js';
import { InteractionRequiredFilter } from './interaction-required.filter.js';
import type { InteractionStore } from './interaction-store.js';

const config = { permissions: ownPermissions } as AppConfig;
const ticket = { interactionUrl: '/auth/interactions/x', expiresAt: '2026-11-26T10:00:00.000Z' };

describe('the problem when the user must interact', () => {
  let awaited: Set<Permission>;
  let isRepeated: boolean;
  let issued: unknown[];

  beforeEach(() => {
    awaited = new Set();
    isRepeated = false;
    issued = [];
  });

  async function problemFor(required: InteractionRequired | SignInRequired): Promise<Record<string, unknown>> {
    const interactions = {
      issue: (_session: unknown, interaction: unknown) => {
        issued.push(interaction);
        return Promise.resolve(ticket);
      },
      isRepeated: () => Promise.resolve(isRepeated),
    } as unknown as InteractionStore;
    const approvals = { awaited: () => Promise.resolve(awaited) } as unknown as AdminApprovals;
    const reply = new FakeReply();
    await new InteractionRequiredFilter(interactions, approvals, config).catch(required, reply.host);
    return reply.document;
  }

  const required = (reason: InteractionReason, accountType: 'work' | 'personal' = 'work'): InteractionRequired => {
    const session = liveSession();
    return new InteractionRequired({ ...session, user: { ...session.user, accountType } }, reason);
  };
  const consent: InteractionReason = { kind: 'consent_required', permissions: ['mail.send', 'mail.write'] };

  it('asks the user to sign in when the tokens are gone', async () => {
    const body = await problemFor(new SignInRequired(liveSession()));

    expect(body).toMatchObject({ code: 'login_required' });
    expect(issued).toEqual([]);
  });

  it('states what is missing, and where to ask for it', async () => {
    const body = await problemFor(required(consent));

    expect(body).toMatchObject({
      code: 'consent_required',
      permissions: ['mail.send', 'mail.write'],
      scopes: ['Mail.ReadWrite', 'Mail.Send'],
      ...ticket,
    });
    expect(body).not.toHaveProperty('repeated');
    expect(issued).toEqual([consent]);
  });

  it('states that asking again did not help', async () => {
    isRepeated = true;

    expect(await problemFor(required(consent))).toMatchObject({ repeated: true });
  });

  it('names no permission for a step-up', async () => {
    const body = await problemFor(required({ kind: 'step_up_required', permissions: ['mail.read'], claims: '{}' }));

    expect(body).toMatchObject({ code: 'step_up_required', ...ticket });
    expect(body).not.toHaveProperty('permissions');
    expect(body).not.toHaveProperty('scopes');
  });

  it('asks to wait for the administrator when one of the permissions does', async () => {
    awaited = new Set(['mail.write']);
    const body = await problemFor(required(consent));

    expect(body).toMatchObject({ code: 'admin_consent_required', ...ticket });
    expect(issued).toEqual([{ ...consent, kind: 'admin_consent_required' }]);
  });

  it('asks the user for the other permissions, but not for those that wait for their administrator', async () => {
    awaited = new Set(['mail.read']);

    expect(await problemFor(required(consent))).toMatchObject({ code: 'consent_required' });
    const stepUp = { kind: 'step_up_required', permissions: ['mail.read'], claims: '{}' } as const;
    expect(await problemFor(required(stepUp))).toMatchObject({ code: 'step_up_required' });
  });

  it('leads a personal account, which has no administrator, nowhere', async () => {
    const body = await problemFor(required({ kind: 'admin_consent_required', permissions: ['mail.send'] }, 'personal'));

    expect(body).toMatchObject({ code: 'admin_consent_required', interactionUrl: null });
    expect(body).not.toHaveProperty('expiresAt');
    expect(issued).toEqual([]);
    expect(await problemFor(required(consent, 'personal'))).toMatchObject(ticket);
  });

  it('reports that the store is unavailable', async () => {
    const filter = new InteractionRequiredFilter(
      {} as InteractionStore,
      { awaited: () => Promise.reject(new Problem('session_store_unavailable')) } as unknown as AdminApprovals,
      config,
    );
    const reply = new FakeReply();
    await filter.catch(required(consent), reply.host);

    expect(reply.document).toMatchObject({ code: 'session_store_unavailable' });
  });
});
