import { isOwnIssuer } from './own-issuer.js';

const host = 'https://login.microsoftonline.com';
const contoso = 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';
const fabrikam = 'fab21ca0-5eed-4b22-9d1e-7a3c5e8f1b02';
const personal = '9188040d-6c67-4c5b-b112-36a304b66dad';
const all = `${host}/{tenantid}/v2.0`;

describe('an issuer', () => {
  it.each([
    [`${host}/${contoso}/v2.0`, `${host}/${contoso}/v2.0`],
    [`${host}/${contoso}/v2.0/`, `${host}/${contoso}/v2.0`],
    [`${host}/${contoso}/`, `${host}/${contoso}/v2.0`],
    [`${host}/${contoso.toUpperCase()}/v2.0`, `${host}/${contoso}/v2.0`],
    [`https://sts.windows.net/${contoso}/`, `${host}/${contoso}/v2.0`],
    [`https://login.windows.net/${contoso}/v2.0`, all],
    [`https://login.microsoft.com/${contoso}/v2.0`, all],
    [`${host}/${personal}/v2.0`, all],
    [`${host}/${personal}/v2.0`, `${host}/${personal}/v2.0`],
    [all, all],
    [`https://127.0.0.1:8443/${contoso}/v2.0`, 'https://127.0.0.1:8443/{tenantid}/v2.0'],
  ])('%s is own where the own one is %s', (issuer, own) => {
    expect(isOwnIssuer(issuer, own)).toBe(true);
  });

  it.each([
    [`${host}/${fabrikam}/v2.0`, `${host}/${contoso}/v2.0`],
    [`https://sts.windows.net/${fabrikam}/`, `${host}/${contoso}/v2.0`],
    [`https://login.microsoftonline.us/${contoso}/v2.0`, all],
    [`https://login.attacker.example/${contoso}/v2.0`, all],
    [`${host}.attacker.example/${contoso}/v2.0`, all],
    [`https://user@login.microsoftonline.com/${contoso}/v2.0`, all],
    [`http://login.microsoftonline.com/${contoso}/v2.0`, all],
    [`${host}:8443/${contoso}/v2.0`, all],
    [`${host}/common/v2.0`, all],
    [`${host}/${contoso}/v2.0/x`, all],
    [`${host}/${contoso}/v2.0?x`, all],
    [`${host}/%7Btenantid%7D/v2.0`, `${host}/${contoso}/v2.0`],
    [`${host}/%/v2.0`, all],
    ['', all],
    ['x', all],
  ])('%s is not own where the own one is %s', (issuer, own) => {
    expect(isOwnIssuer(issuer, own)).toBe(false);
  });
});
