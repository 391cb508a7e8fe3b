import { Problem } from '../common/index.js';
import { parseLoginQuery } from './login.guard.js';

function refusalOf(query: unknown): Problem | undefined {
  try {
    parseLoginQuery(query);
    return undefined;
  } catch (error) {
    return error instanceof Problem ? error : undefined;
  }
}

describe('the query of the login endpoint', () => {
  it('may be empty and then leads to the start page', () => {
    expect(parseLoginQuery({})).toEqual({ returnTo: '/' });
  });

  it('takes the documented parameters and drops the rest', () => {
    const query = {
      returnTo: '/mail',
      loginHint: 'alice@contoso.example',
      domainHint: 'contoso.example',
      prompt: 'login',
    };
    expect(
      parseLoginQuery({ ...query, scope: 'Mail.Send', claims: '{}', redirect_uri: 'https://evil.example' }),
    ).toEqual(query);
  });

  it.each(['login', 'select_account', 'none'])('accepts the prompt %s', (prompt) => {
    expect(parseLoginQuery({ prompt }).prompt).toBe(prompt);
  });

  it.each([
    ['prompt', 'consent'],
    ['prompt', 'admin_consent'],
    ['prompt', 'login none'],
    ['prompt', ['login', 'none']],
    ['loginHint', 'a\r\nb'],
    ['loginHint', '\0'],
    ['loginHint', ''],
    ['loginHint', 'a'.repeat(257)],
    ['loginHint', ['a', 'b']],
    ['domainHint', 'evil domain'],
    ['domainHint', 'a'.repeat(254)],
    ['domainHint', ['a', 'b']],
  ])('refuses %s as %j and names it', (name, value) => {
    const refusal = refusalOf({ [name]: value });
    expect(refusal?.code).toBe('invalid_request');
    expect(refusal?.members['errors']).toEqual([expect.objectContaining({ path: name })]);
  });

  it('names the return URL first when other parameters are wrong too', () => {
    expect(refusalOf({ returnTo: ['/a', '/b'], prompt: 'consent' })?.code).toBe('invalid_return_url');
  });

  it.each(['https://evil.example', '//evil.example', ['/a', '/b'], { x: 1 }])(
    'refuses the return URL %j',
    (returnTo) => {
      expect(refusalOf({ returnTo })?.code).toBe('invalid_return_url');
    },
  );
});
