/** The registration as Bicep with the Microsoft.Graph extension (learn.microsoft.com/graph/templates/bicep). */
export function bicepOf({ name, audience, redirectUris, logoutUrl, idTokenClaims, resources, credential }) {
  const apis = resources.map((each, index) => ({ ...each, symbol: index === 0 ? 'graph' : `api${index}` }));
  const unknown = apis.filter(({ appId }) => appId === undefined);
  return `${[
    '// az deployment group create --resource-group <group> --template-file registration.bicep',
    "extension 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:1.0.0'",
    ...unknown.map(
      ({ resource, symbol }) =>
        `\n@description('Application (client) id of the API ${resource}.')\nparam ${symbol}AppId string`,
    ),
    ...apis.map(existing),
    application({ name, audience, redirectUris, logoutUrl, idTokenClaims, apis }),
    "resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {\n  appId: application.appId\n}",
    ...(credential.kind === 'federated'
      ? [federated(credential)]
      : credential.kind === 'existing'
        ? []
        : [
            '// Templates make no client secret. Afterwards:\n' +
              '//   az ad app credential reset --id <clientId> --append --years 1 --query password --output tsv',
          ]),
    'output clientId string = application.appId',
  ].join('\n\n')}\n`;
}

function existing({ resource, appId, symbol }) {
  const id = appId === undefined ? `${symbol}AppId` : text(appId);
  return `// ${resource}\nresource ${symbol} 'Microsoft.Graph/servicePrincipals@v1.0' existing = {\n  appId: ${id}\n}`;
}

function application({ name, audience, redirectUris, logoutUrl, idTokenClaims, apis }) {
  const access = apis.map(
    ({ symbol, scopes }) => `    {
      resourceAppId: ${symbol}.appId
      resourceAccess: [
${scopes
  .map(
    (scope) =>
      `        { id: filter(${symbol}.oauth2PermissionScopes, each => each.value == ${text(scope)})[0].id, type: 'Scope' }`,
  )
  .join('\n')}
      ]
    }`,
  );
  return `resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: ${text(uniqueName(name))}
  displayName: ${text(name)}
  signInAudience: ${text(audience)}
  api: { requestedAccessTokenVersion: 2 }
  web: {
    redirectUris: [
${redirectUris.map((uri) => `      ${text(uri)}`).join('\n')}
    ]${logoutUrl === undefined ? '' : `\n    logoutUrl: ${text(logoutUrl)}`}
  }
  optionalClaims: {
    idToken: [
${idTokenClaims.map((claim) => `      { name: ${text(claim)}, essential: false }`).join('\n')}
    ]
  }
  requiredResourceAccess: [
${access.join('\n')}
  ]
}`;
}

function federated({ issuer, subject }) {
  return `resource credential 'Microsoft.Graph/applications/federatedIdentityCredentials@v1.0' = {
  name: '\${application.uniqueName}/service'
  issuer: ${text(issuer)}
  subject: ${text(subject)}
  audiences: ['api://AzureADTokenExchange']
}`;
}

/** The key by which a second deployment finds the first one's application. */
function uniqueName(name) {
  return name
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '');
}

function text(value) {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('${', '\\${')}'`;
}
