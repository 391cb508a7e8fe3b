/** The one function that tests use. Also where a checkout's packages are older than its lock file, whose types would be missing. */
declare module 'semver' {
  export function satisfies(version: string, range: string): boolean;
}
