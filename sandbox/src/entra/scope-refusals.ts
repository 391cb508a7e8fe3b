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

/** Whose rules hold: those of the authority; at `common` those of the account, once it is known. */
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

/** Where a refusal is given: personal accounts have a number at the token endpoint only. */
export interface Asking {
  readonly permissions: PermissionCatalog;
  readonly registration: AppRegistration;
  readonly accountType: AccountType;
  readonly at: 'authorize' | 'token';
  /** The `scope` parameter. */
  readonly parameter: string;
}

/** Why Entra refuses such a scope parameter; undefined when it does not. */
export function scopeRefusal(reading: ScopeReading, asking: Asking): EntraError | undefined {
  switch (reading.kind) {
    case 'malformed':
      return malformed(reading.scope, '');
    case 'default_with_others':
      return malformed(reading.scope, " .default scope can't be combined with resource-specific scopes.");
    case 'unknown':
      return asking.accountType === 'personal' ? doesNotExist(asking) : unknownScope(reading, asking.registration);
    case 'ok':
      return asking.accountType === 'personal' ? refusalOfPersonal(reading.scopes, asking) : undefined;
  }
}

/** The scopes, unless Entra refuses them. */
export function requireScopes(reading: ScopeReading, asking: Asking): RequestedScopes {
  const refusal = scopeRefusal(reading, asking);
  if (refusal !== undefined) {
    throw refusal;
  }
  return scopesOf(reading);
}

/** None when the reading is a refusal, which may have to wait until it is known whose account it is. */
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

function refusalOfPersonal(scopes: RequestedScopes, asking: Asking): EntraError | undefined {
  if (scopes.defaultScope !== undefined) {
    return doesNotExist(asking);
  }
  const refused = scopes.permissions.find((name) => asking.permissions.find(name)?.isForWorkOnly === true);
  return refused === undefined ? undefined : invalidForPersonal(asking, `The scope '${refused}' is not valid.`);
}

/** It names all of the parameter, and not the scope that it does not know. */
function doesNotExist(asking: Asking): EntraError {
  return invalidForPersonal(asking, `The scope '${asking.parameter}' does not exist.`);
}

function invalidForPersonal({ at }: Asking, which: string): EntraError {
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
