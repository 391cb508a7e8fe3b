/** Microsoft Graph, the resource of a scope that names none. */
export const graphResource = 'https://graph.microsoft.com';

/**
 * The ways to write Graph in front of a scope: by the address of each cloud, and by its application id (the same in
 * all).
 */
const graphResources = new Set([
  graphResource,
  'https://graph.microsoft.us',
  'https://dod-graph.microsoft.us',
  'https://microsoftgraph.chinacloudapi.cn',
  '00000003-0000-0000-c000-000000000000',
]);

/**
 * The resource of a scope, in lower case: what stands before the last slash, as Entra reads it (`api://orders/Orders.Read`).
 * A token is for one resource.
 */
export function resourceOf(scope: string): string {
  const resource = scope.slice(0, Math.max(0, scope.lastIndexOf('/'))).toLowerCase();
  return resource === '' || graphResources.has(resource) ? graphResource : resource;
}

/** The scope as it is compared: whole and in lower case, a scope of Graph by its short name however it was written. */
export function scopeName(scope: string): string {
  return shortScope(scope).toLowerCase();
}

/** Entra writes Graph's scopes with or without the resource in front, as they were asked for; those of others always with it. */
export function shortScope(scope: string): string {
  return resourceOf(scope) === graphResource ? scope.slice(scope.lastIndexOf('/') + 1) : scope;
}
