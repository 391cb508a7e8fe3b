import { badRequest } from '../graph-error.js';

/** The selected names in the type's own spelling; undefined: the type's default properties. */
export function parseSelect(
  option: string | undefined,
  known: readonly string[],
  type: string,
): readonly string[] | undefined {
  if (option === undefined) {
    return undefined;
  }
  const names = option
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0 || names.includes('*')) {
    return undefined;
  }
  return names.map((name) => {
    const found = known.find((each) => each.toLowerCase() === name.toLowerCase());
    if (found === undefined) {
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type}'.`,
      );
    }
    return found;
  });
}

export interface Expansion {
  readonly navigation: string;
  readonly select: string | undefined;
  readonly filter: string | undefined;
}

/** `attachments` or `attachments($select=id,name)`. */
export function parseExpand(option: string | undefined, known: readonly string[], type: string): readonly Expansion[] {
  if (option === undefined || option.trim() === '') {
    return [];
  }
  return (option.match(/[^,(]+(\([^)]*\))?/g) ?? []).map((part) => {
    const [, name = '', inner] = /^\s*([^\s(]+)\s*(?:\((.*)\))?\s*$/.exec(part) ?? [];
    const found = known.find((each) => each.toLowerCase() === name.toLowerCase());
    if (found === undefined) {
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type}'.`,
      );
    }
    const select = inner === undefined ? undefined : /\$?select=([^;]*)/i.exec(inner)?.[1];
    const filter = inner === undefined ? undefined : /\$?filter=([^;]*)/i.exec(inner)?.[1];
    return { navigation: found, select, filter };
  });
}

export function pick(
  shape: Readonly<Record<string, unknown>>,
  selected: readonly string[] | undefined,
): Record<string, unknown> {
  if (selected === undefined) {
    return { ...shape };
  }
  return Object.fromEntries(
    Object.entries(shape).filter(([name]) => name.startsWith('@') || name === 'id' || selected.includes(name)),
  );
}
