import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

export const root = join(import.meta.dirname, '../..');
const app = join(root, 'web/src');

/** Files for the service or for a document (docs/keys.md), and generated ones: they contain no texts for users of the app. */
const others = /^web\/src\/(?:client|client-react)\/|\.spec\.tsx?$|\.gen\.ts$|\/testing\/|\.d\.ts$|\/key-table\.ts$/;

/** A style sheet in a page for a frame, without words. */
const page = 'web/src/mail/body/frame-document.ts';

/** The files of the mail app that may have texts in them, parsed; their names are relative to the root. */
export function appSources() {
  return readdirSync(app, { recursive: true })
    .map((name) => relative(root, join(app, name)).replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name) && !others.test(name) && name !== page)
    .sort()
    .map((name) => parsed(name, readFileSync(join(root, name), 'utf8')));
}

export function parsed(name, text) {
  const kind = name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true, kind);
}

/** The location in the format that editors understand. */
export function placeOf(source, node) {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
}

/** Visits each node of the tree. When `visit` returns true, the node's children are skipped. */
export function walk(node, visit) {
  if (visit(node) !== true) {
    ts.forEachChild(node, (child) => walk(child, visit));
  }
}
