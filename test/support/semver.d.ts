/**
 * The only function that tests use. Declared for checkouts whose packages are older than the lock file, and lack the
 * types.
 */
declare module 'semver' {
  export function satisfies(version: string, range: string): boolean;
}
