/** One living session of a user: fingerprint and absolute end in milliseconds since the epoch. */
export type IndexEntry = readonly [fingerprint: string, expiresAt: number];

/** Entries past their absolute end are left out. An index that cannot be read is empty. */
export function parseIndex(value: Buffer | null, now: number): IndexEntry[] {
  if (value === null) {
    return [];
  }
  const parsed: unknown = JSON.parse(value.toString());
  return Array.isArray(parsed) ? parsed.filter(isEntry).filter(([, expiresAt]) => expiresAt > now) : [];
}

function isEntry(value: unknown): value is IndexEntry {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';
}
