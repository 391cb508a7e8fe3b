import { msalErrorFacts, type MsalErrorFacts } from './msal-error.js';

function facts(some: Partial<MsalErrorFacts>): MsalErrorFacts {
  return { name: 'ServerError', error: '', suberror: '', numbers: [], claims: '', correlationId: undefined, ...some };
}

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

  it.each([[new Error('reset')], ['text'], [undefined]])('are absent for %s', (error) => {
    expect(msalErrorFacts(error)).toBeUndefined();
  });
});
