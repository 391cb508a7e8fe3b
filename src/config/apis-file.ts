import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

import type { ApiConfig, ApisFile } from './api-config.js';
import { apiEntry, fileSchema, permissionEntry } from './api-schemas.js';
import { isPermission, PermissionCatalogue, type Permission, type PermissionDefinition } from './permissions.js';
import type { ReadFile } from './read-settings.js';
import { graphResource } from './scopes.js';

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

/** The sign-in asks for scopes of Graph, and of one resource. Undefined: wrong for another reason, which is told already. */
export function checkInitialPermissions(
  initial: readonly Permission[] | undefined,
  catalogue: PermissionCatalogue,
  problems: string[],
): void {
  if (initial?.some((name) => !catalogue.has(name))) {
    problems.push(`ENTRA_INITIAL_PERMISSIONS knows only ${catalogue.names.join(', ')}`);
  }
  const foreign = catalogue.resourcesOf(initial ?? []).find((resource) => resource !== graphResource);
  if (foreign !== undefined) {
    problems.push(
      `ENTRA_INITIAL_PERMISSIONS must be of ${graphResource}; ${foreign} is asked for when it is first called`,
    );
  }
}

/**
 * The content of `APIS_FILE`, YAML or JSON (which is YAML 1.2). What is wrong is added to `problems`, all at once, each with the
 * place and the cure; what is returned then is not to be used.
 */
export function parseApisFile(content: string, problems: string[]): ApisFile {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, merge: false, logLevel: 'silent' });
  const [first] = document.errors;
  if (first !== undefined) {
    const { line, col } = lines.linePos(first.pos[0]);
    problems.push(`APIS_FILE is not YAML: line ${line}, column ${col} (${first.code.toLowerCase()})`);
    return { permissions: [], apis: [] };
  }
  const file = parsed(fileSchema, valueOf(document, problems) ?? {}, '', problems) ?? { permissions: {}, apis: [] };
  const permissions = permissionsIn(file.permissions, problems);
  const apis = file.apis.map((entry, index) => parsed(apiEntry, entry, `apis[${index}]`, problems)).map(apiOf);
  const complete = apis.filter((api) => api !== undefined);
  checkUnique(complete, problems);
  const declared = new Set(Object.keys(file.permissions));
  const catalogue = new PermissionCatalogue(permissions);
  complete.forEach((api) => {
    checkPermissions(api, declared, catalogue, problems);
  });
  return { permissions, apis: complete };
}

/** Aliases that would fill the memory are refused by the library. */
function valueOf(document: ReturnType<typeof parseDocument>, problems: string[]): unknown {
  try {
    return document.toJS();
  } catch {
    problems.push('APIS_FILE has too many aliases; write the values out');
    return undefined;
  }
}

function permissionsIn(entries: Readonly<Record<string, unknown>>, problems: string[]): PermissionDefinition[] {
  return Object.entries(entries).flatMap(([name, entry]) => {
    const place = `permissions.${name}`;
    const definition = parsed(permissionEntry, entry, place, problems);
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

/** Undefined when it does not fit; every issue is told by its place. */
function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: string,
  problems: string[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const texts = result.error.issues.flatMap((issue) => textsOf(issue, place));
  problems.push(...new Set(texts));
  return undefined;
}

function textsOf(issue: z.core.$ZodIssue, place: string): string[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const where = `${place}${path}`.replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `APIS_FILE: ${where === '' ? key : `${where}.${key}`} is not known; remove it`);
  }
  return [`APIS_FILE: ${where === '' ? 'the file' : where} ${issue.message}`];
}
