import { CONTOSO_TENANT_ID, PERSONAL_TENANT_ID, type Sandbox, startSandbox } from './index.js';
import { AppUnderTest } from './testing/app-under-test.js';

describe('the code flow, driven by msal-node', () => {
  let sandbox: Sandbox;
  let app: AppUnderTest;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = new AppUnderTest(sandbox);
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  afterAll(async () => {
    await sandbox.close();
  });

  it('signs a work account in and gives msal its home account id', async () => {
    const { result, page } = await app.signIn('alice@contoso.example');
    const alice = sandbox.control.requireUser('alice@contoso.example');
    expect(page.answer['state']).toBe('the-state');
    expect(page.answer['session_state']).toBeDefined();
    expect(result.account?.homeAccountId).toBe(`${alice.oid}.${CONTOSO_TENANT_ID}`);
    expect(result.account?.username).toBe('alice@contoso.example');
    expect(result.scopes).toEqual(expect.arrayContaining(['User.Read', 'Mail.Read', 'openid', 'profile']));
    expect(result.idTokenClaims).toMatchObject({
      tid: CONTOSO_TENANT_ID,
      oid: alice.oid,
      iss: `${sandbox.authorityHost}/${CONTOSO_TENANT_ID}/v2.0`,
      ver: '2.0',
    });
  });

  it('signs a personal account in with the personal tenant id and an opaque access token', async () => {
    const { result } = await app.signIn('pia@outlook.example');
    expect(result.account?.tenantId).toBe(PERSONAL_TENANT_ID);
    expect(result.accessToken).toMatch(/^EwB/);
  });

  it('gives a guest the object id of the tenant that he visits and the home account id of his own', async () => {
    const greta = sandbox.control.requireUser('greta@fabrikam.example');
    const { result } = await app.signIn('greta@fabrikam.example', { tenant: CONTOSO_TENANT_ID });
    expect(result.account?.homeAccountId).toBe(`${greta.oid}.${greta.tid}`);
    expect(result.idTokenClaims).toMatchObject({ tid: CONTOSO_TENANT_ID, oid: greta.guestIn[0]?.oid });
  });
});
