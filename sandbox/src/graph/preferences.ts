import { GraphError } from './graph-error.js';

/** What `Prefer` requests, and what `Preference-Applied` confirms. */
export interface Preferences {
  readonly bodyContentType: 'text' | 'html' | undefined;
  readonly immutableIds: boolean;
  readonly maxPageSize: number | undefined;
  readonly applied: readonly string[];
}

export function parsePreferences(header: string | undefined): Preferences {
  const applied: string[] = [];
  let bodyContentType: 'text' | 'html' | undefined;
  let immutableIds = false;
  let maxPageSize: number | undefined;
  for (const part of (header ?? '').split(/[,;]/)) {
    const [, name = '', value = ''] = /^\s*([^=\s]+)\s*=\s*"?([^"]*?)"?\s*$/.exec(part) ?? [];
    switch (name.toLowerCase()) {
      case 'outlook.body-content-type': {
        const type = value.toLowerCase();
        if (type !== 'text' && type !== 'html') {
          throw new GraphError(
            400,
            'ErrorInvalidRequest',
            `The value '${value}' of outlook.body-content-type is not supported.`,
          );
        }
        bodyContentType = type;
        applied.push(`outlook.body-content-type="${type}"`);
        break;
      }
      case 'idtype':
        immutableIds = value.toLowerCase() === 'immutableid';
        if (immutableIds) {
          applied.push('IdType="ImmutableId"');
        }
        break;
      case 'odata.maxpagesize':
        if (/^[1-9]\d*$/.test(value)) {
          maxPageSize = Math.min(Number(value), 1000);
          applied.push(`odata.maxpagesize=${maxPageSize}`);
        }
        break;
    }
  }
  return { bodyContentType, immutableIds, maxPageSize, applied };
}
