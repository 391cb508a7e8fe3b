import { msalErrorFacts, refusalOf, type MsalErrorFacts } from './msal-error.js';

function facts(some: Partial<MsalErrorFacts>): MsalErrorFacts {
  return { name: 'ServerError', error: '', suberror: '', numbers: [], claims: '', correlationId: undefined, ...some };
}

describe('what a refused silent acquisition means', () => {
  it.each([
    [{ error: 'invalid_grant' }, 'sign_in_required'],
    [{ error: 'invalid_grant', suberror: 'bad_token', numbers: [70008] }, 'sign_in_required'],
    [{ error: 'invalid_grant', suberror: 'token_expired' }, 'sign_in_required'],
    [{ error: 'login_required' }, 'sign_in_required'],
    [{ error: 'no_tokens_found' }, 'sign_in_required'],
    [{ error: 'invalid_grant', suberror: 'consent_required', numbers: [65001] }, 'consent_required'],
    [{ error: 'consent_required' }, 'consent_required'],
    [{ error: 'invalid_grant', numbers: [90094] }, 'admin_consent_required'],
    [{ error: 'invalid_grant', suberror: 'consent_required', numbers: [90095] }, 'admin_consent_required'],
    [{ error: 'interaction_required', numbers: [50076] }, 'step_up_required'],
    [{ error: 'invalid_grant', suberror: 'basic_action' }, 'step_up_required'],
    [{ error: 'invalid_grant', suberror: 'additional_action' }, 'step_up_required'],
    [{ error: 'invalid_grant', suberror: 'message_only' }, 'step_up_required'],
    [{ error: 'invalid_grant', claims: '{"access_token":{}}' }, 'step_up_required'],
    [{ error: 'invalid_client', numbers: [7000215] }, 'misconfigured'],
    [{ error: 'unauthorized_client' }, 'misconfigured'],
    [{ error: 'invalid_scope' }, 'misconfigured'],
  ])('reads %j as %s', (some, kind) => {
    expect(refusalOf(facts(some)).kind).toBe(kind);
  });

  it.each(['temporarily_unavailable', 'server_error', 'slow_down', 'something_new'])(
    'does not take %s for dead tokens',
    (error) => {
      expect(refusalOf(facts({ error })).kind).toBe('unclear');
    },
  );

  it('keeps the claims of a challenge', () => {
    expect(refusalOf(facts({ error: 'interaction_required', claims: '{"a":1}' }))).toEqual({
      kind: 'step_up_required',
      claims: '{"a":1}',
    });
  });
});

describe('the facts of an MSAL error', () => {
  it('are read by member, whatever class the error has', () => {
    const error = Object.assign(new Error('AADSTS65001: text'), {
      errorCode: 'invalid_grant',
      subError: 'consent_required',
      errorNo: '65001',
      correlationId: 'c',
    });
    expect(msalErrorFacts(error)).toEqual(
      facts({
        name: 'Error',
        error: 'invalid_grant',
        suberror: 'consent_required',
        numbers: [65001],
        correlationId: 'c',
      }),
    );
  });

  it.each([[new Error('reset')], ['text'], [undefined]])('are none for %s', (error) => {
    expect(msalErrorFacts(error)).toBeUndefined();
  });
});
