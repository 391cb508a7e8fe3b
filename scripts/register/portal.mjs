const accounts = {
  AzureADMyOrg: 'Accounts in this organizational directory only',
  AzureADMultipleOrgs: 'Accounts in any organizational directory',
  AzureADandPersonalMicrosoftAccount: 'Accounts in any organizational directory and personal Microsoft accounts',
  PersonalMicrosoftAccount: 'Personal Microsoft accounts only',
};

/** The steps in the Entra admin centre, with the values filled in. */
export function portalStepsOf({ name, audience, redirectUris, logoutUrl, idTokenClaims, resources, credential }) {
  const [first, ...others] = redirectUris;
  const steps = [
    [
      'https://entra.microsoft.com -> App registrations -> New registration',
      `Name: ${name}`,
      `Supported account types: ${accounts[audience]}`,
      `Redirect URI: Web, ${first}`,
    ],
    [
      'Authentication',
      ...others.map((uri) => `Web -> Add URI: ${uri}`),
      ...(logoutUrl === undefined ? [] : [`Front-channel logout URL: ${logoutUrl}`]),
    ],
    ['Token configuration -> Add optional claim -> ID', ...idTokenClaims],
    [
      'API permissions -> Add a permission -> Delegated permissions',
      ...resources.map(({ resource, scopes }) => `${resource}: ${scopes.join(', ')}`),
      'Grant admin consent, unless users are to be asked (Mail.Read needs an administrator by the default policy)',
    ],
    ...(credential.kind === 'existing' ? [] : [credentialStep(credential)]),
    ['Manifest', 'api.requestedAccessTokenVersion: 2'],
  ];
  return `${steps.map(([title, ...lines], index) => `${index + 1}. ${title}\n${lines.map((line) => `   - ${line}\n`).join('')}`).join('\n')}`;
}

function credentialStep({ kind, issuer, subject, secretFile }) {
  if (kind === 'federated') {
    return [
      'Certificates & secrets -> Federated credentials -> Add credential -> Other issuer',
      `Issuer: ${issuer}`,
      `Subject identifier: ${subject}`,
      'Audience: api://AzureADTokenExchange',
    ];
  }
  const place = secretFile === undefined ? 'a file that' : `${secretFile}, which`;
  return ['Certificates & secrets -> New client secret', `Copy its value (not its id) into ${place} only you can read`];
}
