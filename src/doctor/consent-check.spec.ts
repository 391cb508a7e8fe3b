import { loadConfig } from '../config/index.js';
import { findingsOf, type ConsentFacts } from './consent-check.js';

const config = loadConfig(
  {
    ENTRA_TENANT: 'contoso.example',
    ENTRA_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
    ENTRA_CLIENT_SECRET: 's',
  },
  () => '',
);
const graph = 'https://graph.microsoft.com';
const every = new Set(config.permissions.scopesOf(config.permissions.names).map((scope) => scope.toLowerCase()));

describe('the consent in the directory', () => {
  const linesOf = (facts: Partial<ConsentFacts>): string[] =>
    findingsOf(config, config.frontends.first, { forEverybody: new Map(), userPolicies: [], ...facts }).map(
      ({ level, area, text }) => `${level} ${area}: ${text}`,
    );

  it('is complete when everything is granted for everybody, whatever users may do', () => {
    expect(linesOf({ forEverybody: new Map([[graph, every]]) })).toEqual([
      'ok consent: an administrator has consented to every permission for everybody',
    ]);
  });

  it('names what is missing, and compares scopes with their resource', () => {
    const allButSend = new Set([...every].filter((scope) => scope !== 'mail.send'));
    const granted = new Map([
      [graph, allButSend],
      ['api://orders', new Set(['mail.send'])],
    ]);

    expect(linesOf({ forEverybody: granted })[0]).toBe('ok consent: not consented to for everybody: mail.send');
  });

  it.each([
    [['ManagePermissionGrantsForSelf.microsoft-user-default-legacy'], /^ok .*what needs no administrator/],
    [['ManagePermissionGrantsForSelf.microsoft-user-default-recommended'], /^warning .*not to Mail\.Read/],
    [['ManagePermissionGrantsForSelf.microsoft-user-default-low'], /^warning .*low-impact/],
    [
      ['ManagePermissionGrantsForSelf.ours', 'ManagePermissionGrantsForOwnedResource.x'],
      /^warning .*own decides: ours$/,
    ],
    [['ManagePermissionGrantsForOwnedResource.x'], /^warning .*nothing themselves/],
    [undefined, /^unknown .*Policy\.Read\.All/],
  ])('knows the policy %j', (userPolicies, expected) => {
    expect(linesOf({ userPolicies })[1]).toMatch(expected);
  });

  it('reports that the grants could not be read, and gives the link for an administrator', () => {
    const findings = findingsOf(config, config.frontends.first, { forEverybody: undefined, userPolicies: [] });

    expect(findings.map(({ level }) => level)).toEqual(['unknown', 'warning']);
    expect(findings[1]?.cure).toContain(
      'https://login.microsoftonline.com/contoso.example/adminconsent?client_id=0000',
    );
  });
});
