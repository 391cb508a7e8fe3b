import type {
  AppRegistration,
  Audience,
  PermissionCatalog,
  RequestedScopes,
  ScopeReading,
} from '../directory/index.js';
import { graphResourceId } from '../directory/index.js';
import type { SandboxUser } from '../model.js';
import { EntraError } from './entra-error.js';

type AccountType = SandboxUser['accountType'];

/** The type whose rules apply: the authority's, or at `common` the account's, once it is known. */
export function accountTypeAt(audience: Audience, user: SandboxUser | undefined): AccountType | undefined {
  switch (audience.kind) {
    case 'common':
      return user?.accountType;
    case 'consumers':
      return 'personal';
    case 'organizations':
    case 'tenant':
      return 'work';
  }
}

/** The request with the scopes, and its endpoint: personal accounts get an AADSTS number at the token endpoint only. */
export interface ScopeRequest {
  readonly permissions: PermissionCatalog;
  readonly registration: AppRegistration;
  readonly accountType: AccountType;
  readonly at: 'authorize' | 'token';
  /** The `scope` parameter. */
  readonly parameter: string;
}

/** Why Entra refuses such a scope parameter; undefined when it does not. */
export function scopeRefusal(reading: ScopeReading, request: ScopeRequest): EntraError | undefined {
  switch (reading.kind) {
    case 'malformed':
      return malformed(reading.scope, '');
    case 'default_with_others':
      return malformed(reading.scope, " .default scope can't be combined with resource-specific scopes.");
    case 'unknown':
      return request.accountType === 'personal' ? doesNotExist(request) : unknownScope(reading, request.registration);
    case 'ok':
      return request.accountType === 'personal' ? refusalOfPersonal(reading.scopes, request) : undefined;
  }
}

/** The requested scopes. Throws if Entra refuses them. */
export function requireScopes(reading: ScopeReading, request: ScopeRequest): RequestedScopes {
  const refusal = scopeRefusal(reading, request);
  if (refusal !== undefined) {
    throw refusal;
  }
  return scopesOf(reading);
}

/** Empty when the scopes will be refused. The refusal may have to wait until the account is known. */
export function scopesOf(reading: ScopeReading): RequestedScopes {
  return reading.kind === 'ok'
    ? reading.scopes
    : { openId: [], resources: [graphResourceId], permissions: [], prefix: '', defaultScope: undefined };
}

export function unknownResource(name: string): EntraError {
  return new EntraError(
    'invalid_resource',
    500011,
    `The resource principal named ${name} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  );
}

/** An access token is for one resource, whatever was consented to. */
export function requireOneResource({ resources }: RequestedScopes, parameter: string): string {
  const [resource, ...others] = resources;
  if (others.length > 0) {
    throw new EntraError(
      'invalid_request',
      28000,
      `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${parameter} is not valid.`,
    );
  }
  return resource;
}

function malformed(scope: string, more: string): EntraError {
  return new EntraError(
    'invalid_scope',
    70011,
    `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.${more}`,
  );
}

function refusalOfPersonal(scopes: RequestedScopes, request: ScopeRequest): EntraError | undefined {
  if (scopes.defaultScope !== undefined) {
    return doesNotExist(request);
  }
  const refused = scopes.permissions.find((name) => request.permissions.find(name)?.isForWorkOnly === true);
  return refused === undefined ? undefined : invalidForPersonal(request, `The scope '${refused}' is not valid.`);
}

/** The text quotes the whole parameter, not only the unknown scope. */
function doesNotExist(request: ScopeRequest): EntraError {
  return invalidForPersonal(request, `The scope '${request.parameter}' does not exist.`);
}

function invalidForPersonal({ at }: ScopeRequest, which: string): EntraError {
  const text = `The provided value for the input parameter 'scope' is not valid. ${which}`;
  return new EntraError('invalid_scope', at === 'token' ? 70011 : undefined, text);
}

function unknownScope({ scope, resource }: { scope: string; resource: string }, app: AppRegistration): EntraError {
  if (resource.startsWith('http') || resource.startsWith('api:')) {
    return unknownResource(resource);
  }
  return new EntraError(
    'invalid_client',
    650053,
    `The application '${app.displayName}' asked for scope '${scope}' that doesn't exist on the resource '${resource}'. Contact the app vendor.`,
  );
}
