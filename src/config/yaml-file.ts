import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** A file of the operator: which setting names it, and where problems go. */
export interface NamedFile {
  readonly setting: string;
  readonly problems: string[];
}

/** YAML or JSON (which is YAML 1.2). Undefined when it is neither; an empty file is an empty object. */
export function readYaml({ setting, problems }: NamedFile, content: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, merge: false, logLevel: 'silent' });
  const [first] = document.errors;
  if (first !== undefined) {
    const { line, col } = lines.linePos(first.pos[0]);
    problems.push(`${setting} is not YAML: line ${line}, column ${col} (${first.code.toLowerCase()})`);
    return undefined;
  }
  try {
    // Aliases that would fill the memory are refused by the library.
    return (document.toJS() as unknown) ?? {};
  } catch {
    problems.push(`${setting} has too many aliases; write the values out`);
    return {};
  }
}

/** Undefined when it does not match; every issue is reported by its path, and no value is quoted. */
export function parsedPart<Schema extends z.ZodType>(
  { setting, problems }: NamedFile,
  schema: Schema,
  value: unknown,
  place: string,
): z.output<Schema> | undefined {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  problems.push(...new Set(result.error.issues.flatMap((issue) => textsOf(setting, issue, place))));
  return undefined;
}

function textsOf(setting: string, issue: z.core.$ZodIssue, place: string): string[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const where = `${place}${path}`.replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${setting}: ${where === '' ? key : `${where}.${key}`} is not known; remove it`);
  }
  return [`${setting}: ${where === '' ? 'the file' : where} ${issue.message}`];
}
