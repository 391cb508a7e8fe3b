import type { z } from 'zod';

import type { ApiConfig, ApisFile } from './api-config.js';
import { apiEntry, fileSchema, permissionEntry } from './api-schemas.js';
import { isPermission, PermissionCatalogue, type Permission, type PermissionDefinition } from './permissions.js';
import type { ReadFile } from './read-settings.js';
import { graphResource } from './scopes.js';
import { parsedPart, readYaml, type NamedFile } from './yaml-file.js';

const ownNames = new PermissionCatalogue();

/** Nothing when no file is named. */
export function readApisFile(path: string | undefined, readFile: ReadFile, problems: string[]): ApisFile {
  if (path === undefined) {
    return { permissions: [], apis: [] };
  }
  try {
    return parseApisFile(readFile(path), problems);
  } catch {
    problems.push('APIS_FILE cannot be read; check the path and its permissions');
    return { permissions: [], apis: [] };
  }
}

/** The sign-in asks for scopes of Graph, and of one resource. Undefined: wrong for another reason, which is reported already. */
export function checkInitialPermissions(
  initial: readonly Permission[] | undefined,
  catalogue: PermissionCatalogue,
  problems: string[],
  setting = 'ENTRA_INITIAL_PERMISSIONS',
): void {
  if (initial?.some((name) => !catalogue.has(name))) {
    problems.push(`${setting} knows only ${catalogue.names.join(', ')}`);
  }
  const foreign = catalogue.resourcesOf(initial ?? []).find((resource) => resource !== graphResource);
  if (foreign !== undefined) {
    problems.push(`${setting} must be of ${graphResource}; ${foreign} is asked for when it is first called`);
  }
}

/**
 * The content of `APIS_FILE`, YAML or JSON (which is YAML 1.2). Every fault is added to `problems`, with its path and
 * its fix; the result is not to be used then.
 */
export function parseApisFile(content: string, problems: string[]): ApisFile {
  const apisFile = { setting: 'APIS_FILE', problems };
  const value = readYaml(apisFile, content);
  if (value === undefined) {
    return { permissions: [], apis: [] };
  }
  const file = parsedPart(apisFile, fileSchema, value, '') ?? { permissions: {}, apis: [] };
  const permissions = permissionsIn(file.permissions, apisFile);
  const apis = file.apis.map((entry, index) => parsedPart(apisFile, apiEntry, entry, `apis[${index}]`)).map(apiOf);
  const complete = apis.filter((api) => api !== undefined);
  checkUnique(complete, problems);
  const declared = new Set(Object.keys(file.permissions));
  const catalogue = new PermissionCatalogue(permissions);
  complete.forEach((api) => {
    checkPermissions(api, declared, catalogue, problems);
  });
  return { permissions, apis: complete };
}

function permissionsIn(entries: Readonly<Record<string, unknown>>, apisFile: NamedFile): PermissionDefinition[] {
  const { problems } = apisFile;
  return Object.entries(entries).flatMap(([name, entry]) => {
    const place = `permissions.${name}`;
    const definition = parsedPart(apisFile, permissionEntry, entry, place);
    if (!isPermission(name)) {
      problems.push(`APIS_FILE: ${place} must be named of letters and digits with dots between, e.g. orders.read`);
      return [];
    }
    if (ownNames.has(name)) {
      problems.push(`APIS_FILE: ${place} is one of the product's own; choose another name`);
      return [];
    }
    if (definition === undefined) {
      return [];
    }
    const made = { name, scopes: definition.scopes, title: definition.title };
    const [one, other] = new PermissionCatalogue([made]).resourcesOf([name]);
    if (other !== undefined) {
      problems.push(`APIS_FILE: ${place} has scopes of two resources, ${one} and ${other}; a token is for one`);
    }
    return [made];
  });
}

function apiOf(entry: z.output<typeof apiEntry> | undefined): ApiConfig | undefined {
  if (entry === undefined) {
    return undefined;
  }
  const { target, internal, writePermissions = entry.permissions, ...api } = entry;
  const { origin, pathname } = target;
  return { ...api, writePermissions, isInternal: internal, origin, basePath: pathname.replace(/\/+$/, '') };
}

function checkUnique(apis: readonly ApiConfig[], problems: string[]): void {
  for (const member of ['name', 'prefix'] as const) {
    const values = apis.map((api) => api[member].toLowerCase());
    const twice = new Set(values.filter((value, index) => values.indexOf(value) < index));
    problems.push(...[...twice].map((value) => `APIS_FILE: two APIs have the ${member} ${value}`));
  }
}

function checkPermissions(
  { name, permissions, writePermissions }: ApiConfig,
  declared: ReadonlySet<string>,
  catalogue: PermissionCatalogue,
  problems: string[],
): void {
  const all = [...new Set([...permissions, ...writePermissions])];
  const written: readonly string[] = all;
  const unknown = written.filter((permission) => !catalogue.has(permission) && !declared.has(permission));
  problems.push(
    ...unknown.map(
      (permission) => `APIS_FILE: the API ${name} names the permission ${permission}, which is not defined`,
    ),
  );
  const [one, other] = catalogue.resourcesOf(all);
  if (other !== undefined) {
    problems.push(
      `APIS_FILE: the API ${name} has permissions of two resources, ${one} and ${other}; a token is for one`,
    );
  }
}
