import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the mails and features that were collected for this project. They are not part of it. */
const shared = process.env['SHARED_DATA'] ?? join(import.meta.dirname, '../../../shared/data');

export interface NamedMail {
  readonly name: string;
  readonly html: string;
}

export interface CssFeature {
  readonly slug: string;
  readonly probes: readonly { readonly html: string; readonly want: FeatureWant }[];
}

export interface FeatureWant {
  readonly css?: readonly string[];
  readonly selector?: string;
  readonly anchor?: boolean;
  readonly behind?: string;
  readonly text?: string;
}

export function sharedMails(): readonly NamedMail[] {
  return htmlFilesIn(join(shared, 'mail-html'));
}

export function ownMails(): readonly NamedMail[] {
  return htmlFilesIn(join(import.meta.dirname, 'mails'));
}

export function hostileMails(): readonly NamedMail[] {
  return textOf('hostile-html.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as NamedMail);
}

export function cssFeatures(): {
  readonly features: readonly CssFeature[];
  readonly rightlyDropped: readonly string[];
} {
  const text = textOf('email-css-features.json');
  return text === ''
    ? { features: [], rightlyDropped: [] }
    : (JSON.parse(text) as { features: CssFeature[]; rightlyDropped: string[] });
}

/** `it`, or a test whose name states what could not be checked. */
export function itWith(things: readonly unknown[], what: string): typeof it {
  if (things.length === 0) {
    process.stderr.write(`\nNOT TESTED: ${what} are not on this machine (set SHARED_DATA to their folder)\n`);
  }
  return things.length === 0 ? it.skip : it;
}

function htmlFilesIn(folder: string): NamedMail[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.html'))
        .map((file) => ({ name: file.replace('.html', ''), html: readFileSync(join(folder, file), 'utf8') }))
    : [];
}

function textOf(file: string): string {
  const path = join(shared, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
