import { decideKey, type KeyContext, type KeyDecision, type KeyPress } from './key-decision.js';

interface KeyArea {
  readonly name: string;
  readonly context: Partial<KeyContext>;
}

const keyAreas: readonly KeyArea[] = [
  { name: 'fresh list', context: { focus: 'page' } },
  { name: 'row', context: { focus: 'row' } },
  { name: 'row, a message is open', context: { focus: 'row', isReading: true } },
  { name: 'open message', context: { focus: 'reading', isReading: true } },
  { name: 'page, a message is open', context: { focus: 'page', isReading: true } },
  { name: 'rows are selected', context: { focus: 'row', isSelecting: true } },
  { name: 'bar for the selected', context: { focus: 'bar', isSelecting: true } },
  { name: 'folder', context: { focus: 'folder', isReading: true } },
  { name: 'top bar, notice', context: { focus: 'elsewhere', isReading: true } },
  { name: 'text field', context: { focus: 'typing', isReading: true } },
  { name: 'composer', context: { focus: 'composer', isWriting: true } },
  { name: 'row, composer is open', context: { focus: 'row', isWriting: true } },
  { name: 'dialog or menu', context: { focus: 'row', isCovered: true } },
];

const KEYS: readonly { readonly name: string; readonly press: Partial<KeyPress> }[] = [
  ...['j', 'k', 'e', '#', 'Delete', 'u', 's', 'v', 'r', 'a', 'f', 'c', '/', '?', 'Escape'].map((key) => ({
    name: key,
    press: { key },
  })),
  { name: 'x', press: { key: 'x' } },
  { name: 'Down, Up', press: { key: 'ArrowDown' } },
  { name: 'Shift+Down, Up', press: { key: 'ArrowDown', shift: true } },
  { name: 'Right', press: { key: 'ArrowRight' } },
  { name: 'Left', press: { key: 'ArrowLeft' } },
  { name: 'F2', press: { key: 'F2' } },
  { name: 'Ctrl+A', press: { key: 'a', ctrl: true } },
  { name: 'Ctrl+Z', press: { key: 'z', ctrl: true } },
];

const NOWHERE: KeyContext = {
  focus: 'page',
  isCovered: false,
  isWriting: false,
  isReading: false,
  isSelecting: false,
  singleKeys: true,
};

const noPress: KeyPress = { key: '', ctrl: false, alt: false, shift: false, isRepeated: false };

/** The table of docs/keys.md, in Markdown. */
export function keyTable(): string {
  const cells = KEYS.map(({ name, press }) => [
    `\`${name}\``,
    ...keyAreas.map(({ context }) => meaning(decideKey({ ...noPress, ...press }, { ...NOWHERE, ...context }))),
  ]);
  const head = ['key', ...keyAreas.map(({ name }) => name)];
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

function meaning(decision: KeyDecision | undefined): string {
  if (decision === undefined) {
    return '';
  }
  switch (decision.kind) {
    case 'archive':
    case 'delete':
    case 'toggle-read':
    case 'toggle-flag':
    case 'move-to':
      return `${decision.kind.replace('-', ' ')}: ${decision.subject}`;
    case 'answer':
      return `${decision.answer.replace('-', ' ')}: ${decision.subject}`;
    case 'move':
      return decision.by === 1 ? 'next row' : 'previous row';
    case 'extend':
      return decision.by === 1 ? 'select down to next' : 'select up to previous';
    case 'open':
      return decision.by === 1 ? 'open next' : 'open previous';
    case 'close-cover':
      return 'close it';
    case 'toggle-selected':
      return 'select: row';
    case 'move-in-folders':
      return decision.by === 1 ? 'next folder' : 'previous folder';
    case 'expand-folder':
    case 'collapse-folder':
    case 'rename-folder':
    case 'delete-folder':
    case 'select-all':
    case 'clear-selection':
    case 'compose':
    case 'search':
    case 'help':
    case 'undo':
    case 'close-message':
    case 'close-composer':
      return decision.kind.replace('-', ' ');
  }
}
