/** The registration as Terraform with the azuread provider (registry.terraform.io/providers/hashicorp/azuread). */
export function terraformOf({ name, tenant, audience, redirectUris, logoutUrl, idTokenClaims, resources, credential }) {
  const isOneTenant = audience === 'AzureADMyOrg' && tenant !== undefined;
  const apis = resources.map((each, index) => ({ ...each, ...dataOf(each, index === 0 ? 'graph' : `api${index}`) }));
  return `${[
    `terraform {
  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.0"
    }
  }
}`,
    `provider "azuread" {${isOneTenant ? `\n  tenant_id = ${text(tenant)}\n` : ''}}`,
    ...apis.map(({ block }) => block),
    `resource "azuread_application" "bff" {
  display_name     = ${text(name)}
  sign_in_audience = ${text(audience)}

  api {
    requested_access_token_version = 2
  }

  web {
    redirect_uris = [
${redirectUris.map((uri) => `      ${text(uri)},`).join('\n')}
    ]${logoutUrl === undefined ? '' : `\n    logout_url = ${text(logoutUrl)}`}
  }

  optional_claims {
${idTokenClaims.map((claim) => `    id_token {\n      name = ${text(claim)}\n    }`).join('\n')}
  }
${apis.map(accessOf).join('\n')}
}`,
    'resource "azuread_service_principal" "bff" {\n  client_id = azuread_application.bff.client_id\n}',
    ...(credential.kind === 'existing' ? [] : [credential.kind === 'federated' ? federated(credential) : password]),
    'output "client_id" {\n  value = azuread_application.bff.client_id\n}',
  ].join('\n\n')}\n`;
}

/** Where the ids of the scopes come from: the API's service principal, or its registration when only the URI is known. */
function dataOf({ resource, appId }, label) {
  const type = appId === undefined ? 'azuread_application' : 'azuread_service_principal';
  const argument = appId === undefined ? `identifier_uri = ${text(resource)}` : `client_id = ${text(appId)}`;
  return {
    reference: `data.${type}.${label}`,
    block: `# ${resource}\ndata ${text(type)} ${text(label)} {\n  ${argument}\n}`,
  };
}

function accessOf({ reference, scopes }) {
  const accesses = scopes.map(
    (scope) => `    resource_access {
      id   = ${reference}.oauth2_permission_scope_ids[${text(scope)}]
      type = "Scope"
    }`,
  );
  return `
  required_resource_access {
    resource_app_id = ${reference}.client_id

${accesses.join('\n')}
  }`;
}

/** Its value is in Terraform's state, which has to be protected like a secret. */
const password = `# The value is also in Terraform's state. Protect the state like a secret.
resource "azuread_application_password" "bff" {
  application_id = azuread_application.bff.id
  display_name   = "service"
}

output "client_secret" {
  value     = azuread_application_password.bff.value
  sensitive = true
}`;

function federated({ issuer, subject }) {
  return `resource "azuread_application_federated_identity_credential" "bff" {
  application_id = azuread_application.bff.id
  display_name   = "service"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = ${text(issuer)}
  subject        = ${text(subject)}
}`;
}

function text(value) {
  return JSON.stringify(value).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}
