import type { ConsentRequired, LoginRequired } from '../client/index.js';
import { joined, type PendingInteraction } from './pending-interaction.js';

const common = { title: '', traceId: undefined };
const ended: LoginRequired = { ...common, code: 'login_required', status: 401, loginUrl: '/auth/login' };
function consent(permission: string): ConsentRequired {
  return {
    ...common,
    ...{ code: 'consent_required', status: 403, permissions: [permission], scopes: [] },
    ...{ interactionUrl: '/auth/interaction/1', expiresAt: undefined, repeated: false },
  };
}
function wish(payload: string): { kind: string; payload: string } {
  return { kind: 'mail-action', payload };
}

const archiving: PendingInteraction = {
  problem: consent('mail.write'),
  returnTo: '/mail/inbox',
  intents: [wish('first')],
};

describe('the pending interaction', () => {
  it('includes everything that the user requested before the question', () => {
    const more = { ...archiving, intents: [wish('second')] };
    expect(joined(joined(undefined, archiving), more)).toEqual({
      ...archiving,
      intents: [wish('first'), wish('second')],
    });
  });

  it('is not replaced by one that the user did not request', () => {
    expect(joined(archiving, { problem: consent('people.read'), returnTo: '/mail/inbox' })).toEqual(archiving);
  });

  it('continues to wait when the session has ended, which is handled first', () => {
    const signIn = { problem: ended, returnTo: '/mail/drafts' };
    expect(joined(archiving, signIn)).toEqual({ ...signIn, intents: archiving.intents });
    expect(joined(signIn, archiving)).toEqual({ ...signIn, intents: archiving.intents });
  });

  it('is the newest when nothing was requested', () => {
    const people = { problem: consent('people.read'), returnTo: '/mail/inbox' };
    expect(joined(people, archiving)).toEqual(archiving);
    expect(joined({ ...archiving, intents: undefined }, people)).toEqual(people);
  });
});
