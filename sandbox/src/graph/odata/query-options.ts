import { badRequest } from '../graph-error.js';

const KNOWN = [
  'select',
  'top',
  'skip',
  'filter',
  'search',
  'orderby',
  'count',
  'expand',
  'skiptoken',
  'deltatoken',
] as const;
type OptionName = (typeof KNOWN)[number];

/** The system query options by name without `$`; Graph accepts them in any case and without the sign. */
export class QueryOptions {
  private constructor(
    private readonly values: ReadonlyMap<string, string>,
    /** The query as it came, for next links. */
    readonly raw: string,
  ) {}

  static parse(raw: string): QueryOptions {
    const values = new Map<string, string>();
    for (const [name, value] of new URLSearchParams(raw)) {
      const key = name.toLowerCase().replace(/^\$/, '');
      if (name.startsWith('$') && !KNOWN.some((known) => known === key)) {
        throw badRequest(`The query option '${name}' is not recognized or not supported.`);
      }
      if (values.has(key)) {
        throw badRequest(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
      }
      values.set(key, value);
    }
    return new QueryOptions(values, raw);
  }

  get(name: OptionName): string | undefined {
    return this.values.get(name);
  }

  /** A parameter of the operation itself, e.g. `includeHiddenFolders`. */
  parameter(name: string): string | undefined {
    return this.values.get(name.toLowerCase());
  }

  flag(name: 'count'): boolean {
    const value = this.get(name);
    if (value === undefined || value === 'false') {
      return false;
    }
    if (value === 'true') {
      return true;
    }
    throw badRequest(`Invalid value '${value}' for $count query option found. Valid values are 'true, false'.`);
  }

  number(name: 'top' | 'skip', minimum: number, maximum: number): number | undefined {
    const value = this.get(name);
    if (value === undefined) {
      return undefined;
    }
    if (!/^\d+$/.test(value) || Number(value) < minimum) {
      throw badRequest(
        `Invalid value '${value}' for $${name} query option found. The $${name} query option requires a non-negative integer value.`,
      );
    }
    if (Number(value) > maximum) {
      throw badRequest(
        `The limit of '${maximum}' for ${name === 'top' ? 'Top' : 'Skip'} query has been exceeded. The value from the incoming request is '${value}'.`,
      );
    }
    return Number(value);
  }
}
