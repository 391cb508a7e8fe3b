import type { AppRegistration } from './app-registration.js';
import { findBuiltIn, graphResourceId, type Permission } from './permissions.js';
import type { AppRegistrations } from './registrations.js';

const graphPrefixes = ['https://graph.microsoft.com/', `${graphResourceId}/`] as const;

/** The scopes of one request, split by what Entra does with them. */
export interface RequestedScopes {
  readonly openId: readonly string[];
  /** Application ids of their resources; Graph's when there are OpenID scopes only. */
  readonly resources: readonly [string, ...string[]];
  /** Canonical names of the resources' permissions. */
  readonly permissions: readonly string[];
  /** The prefix with which Graph scopes were requested. The response repeats it. Others have their resource in the name. */
  readonly prefix: string;
  /** `<resource>/.default` as it was asked for; undefined: scopes are named. */
  readonly defaultScope: string | undefined;
}

export type ScopeReading =
  | { readonly kind: 'ok'; readonly scopes: RequestedScopes }
  | { readonly kind: 'malformed'; readonly scope: string }
  /** `.default` together with named scopes, or `.default` of two resources. */
  | { readonly kind: 'default_with_others'; readonly scope: string }
  | { readonly kind: 'unknown'; readonly scope: string; readonly resource: string };

interface SplitScope {
  readonly resource: string;
  readonly name: string;
  readonly prefix: string;
  readonly isKnown: boolean;
}

/** All delegated permissions: Graph's, OpenID's, and those that the registered APIs expose. */
export class PermissionCatalog {
  constructor(private readonly registrations: AppRegistrations) {}

  find(name: string): Permission | undefined {
    return findBuiltIn(name) ?? this.#findExposed(name);
  }

  /** Splits a scope parameter. A name without a resource means Graph, as at Entra. */
  read(parameter: string, registration: AppRegistration): ScopeReading {
    const names = parameter.split(' ').filter((part) => part !== '');
    if (names.length === 0) {
      return { kind: 'malformed', scope: parameter };
    }
    const openIdNames: string[] = [];
    const permissionNames: string[] = [];
    const resources = new Set<string>();
    let graphPrefix = '';
    let defaultScope: string | undefined;
    for (const scope of names) {
      const permission = this.find(scope);
      if (permission?.isOpenId === true) {
        openIdNames.push(permission.name);
        continue;
      }
      const { resource, name, prefix, isKnown } = this.#split(scope);
      resources.add(resource);
      if (!isKnown) {
        return { kind: 'unknown', scope: name, resource };
      }
      if (prefix !== '') {
        graphPrefix = prefix;
      }
      if (name === '.default') {
        defaultScope = scope;
        const configured = registration.configuredPermissions.flatMap((known) => this.find(known) ?? []);
        permissionNames.push(...configured.filter((known) => known.resource === resource).map((known) => known.name));
        continue;
      }
      const known = this.find(name);
      if (known === undefined || known.isOpenId) {
        return { kind: 'unknown', scope: name, resource };
      }
      permissionNames.push(known.name);
    }
    if (defaultScope !== undefined && names.length - openIdNames.length > 1) {
      return { kind: 'default_with_others', scope: parameter };
    }
    const [resource = graphResourceId, ...others] = resources;
    return {
      kind: 'ok',
      scopes: {
        openId: [...new Set(openIdNames)],
        resources: [resource, ...others],
        permissions: [...new Set(permissionNames)],
        prefix: graphPrefix,
        defaultScope,
      },
    };
  }

  /** The API of `<resource>/.default`; undefined for any other scope. */
  resourceOfDefault(scope: string): { readonly name: string; readonly isKnown: boolean } | undefined {
    if (!scope.endsWith('/.default') || scope.includes(' ')) {
      return undefined;
    }
    const { resource, isKnown } = this.#split(scope);
    return { name: resource, isKnown };
  }

  /** Application permissions for one API (its application id), by their short names. */
  rolesOfApp({ applicationPermissions }: AppRegistration, resource: string): string[] {
    const api = this.registrations.find(resource);
    return applicationPermissions.flatMap((permission) => {
      const slash = permission.lastIndexOf('/');
      if (api === undefined) {
        return slash < 0 ? [permission] : [];
      }
      const value = permission.slice(slash + 1);
      const isOfApi = slash >= 0 && this.registrations.findResource(permission.slice(0, slash)) === api;
      const isRole = api.appRoles.some((role) => role.value === value && role.allowedFor.includes('Application'));
      return isOfApi && isRole ? [value] : [];
    });
  }

  /** Scopes that a client may use without a consent, because the API trusts it. */
  preAuthorized({ clientId }: AppRegistration): string[] {
    return this.registrations.all
      .filter(({ preAuthorizedClients }) => preAuthorizedClients.includes(clientId))
      .flatMap((api) => api.exposedScopes.map(({ value }) => `${resourceName(api)}/${value}`));
  }

  #findExposed(name: string): Permission | undefined {
    const slash = name.lastIndexOf('/');
    const resource = slash < 0 ? undefined : this.registrations.findResource(name.slice(0, slash));
    const value = name.slice(slash + 1).toLowerCase();
    const scope = resource?.exposedScopes.find((exposed) => exposed.value.toLowerCase() === value);
    if (resource === undefined || scope === undefined) {
      return undefined;
    }
    const { title, description, isAdminOnly } = scope;
    return {
      name: `${resourceName(resource)}/${scope.value}`,
      resource: resource.clientId,
      title,
      description,
      isAdminOnly,
      isOpenId: false,
      isForWorkOnly: isAdminOnly,
    };
  }

  #split(scope: string): SplitScope {
    const prefix = graphPrefixes.find((candidate) => scope.toLowerCase().startsWith(candidate));
    if (prefix !== undefined) {
      return { resource: graphResourceId, name: scope.slice(prefix.length), prefix, isKnown: true };
    }
    const slash = scope.lastIndexOf('/');
    if (slash < 0) {
      return { resource: graphResourceId, name: scope, prefix: '', isKnown: true };
    }
    const name = scope.slice(slash + 1);
    const registration = this.registrations.findResource(scope.slice(0, slash));
    if (registration === undefined) {
      return { resource: scope.slice(0, slash), name, prefix: '', isKnown: false };
    }
    return { resource: registration.clientId, name: name === '.default' ? name : scope, prefix: '', isKnown: true };
  }
}

/** The prefix of the names of an API's scopes. */
export function resourceName({ appIdUri, clientId }: AppRegistration): string {
  return appIdUri ?? clientId;
}
