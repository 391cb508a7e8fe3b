/**
 * What a key means: one model of focus, selection, open message and composer. Its table is in docs/keys.md; this file generates it, and
 * the test checks it.
 */

/** The area with the focus. */
export type FocusArea =
  /** A row of the list or a button in it. */
  | 'row'
  /** The open message: its toolbar, its heading, its text. */
  | 'reading'
  /** The bar for the selected rows. */
  | 'bar'
  /** The composer, except its text fields. */
  | 'composer'
  /** A text field, wherever it is, or the editor. */
  | 'typing'
  /** Nothing in particular: the page itself. */
  | 'page'
  /** A folder of the folder pane. */
  | 'folder'
  /** Another control: the top bar, a notice. */
  | 'elsewhere';

export interface KeyContext {
  readonly focus: FocusArea;
  /** A dialog or a menu is on top of everything. */
  readonly isCovered: boolean;
  /** The composer is open. */
  readonly isWriting: boolean;
  /** A message is open, and its row is marked. */
  readonly isReading: boolean;
  /** Rows are selected: the list has a bar for them. */
  readonly isSelecting: boolean;
  /** The user wants single keys (WCAG 2.1.4). */
  readonly singleKeys: boolean;
}

export interface KeyPress {
  /** `KeyboardEvent.key`. */
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** The key is held down. */
  readonly isRepeated: boolean;
}

/** `selection`: the selected rows. `row`: the focused one. `open`: the open conversation. */
export type Subject = 'selection' | 'row' | 'open';

export type Answer = 'reply' | 'reply-all' | 'forward';

export type KeyDecision =
  | { readonly kind: 'archive' | 'delete' | 'toggle-read' | 'toggle-flag' | 'move-to'; readonly subject: Subject }
  | { readonly kind: 'answer'; readonly answer: Answer; readonly subject: Subject }
  /** Moves the focus in the list. */
  | { readonly kind: 'move'; readonly by: 1 | -1 }
  /** Moves the focus and selects from the start of the selection up to there. */
  | { readonly kind: 'extend'; readonly by: 1 | -1 }
  /** Opens the next or the previous conversation. */
  | { readonly kind: 'open'; readonly by: 1 | -1 }
  /** Closes the topmost dialog or menu, wherever the focus is. */
  | { readonly kind: 'close-cover' }
  /** Selects or deselects the focused row. */
  | { readonly kind: 'toggle-selected' }
  | { readonly kind: 'select-all' | 'clear-selection' }
  /** Moves the focus in the folder pane. */
  | { readonly kind: 'move-in-folders'; readonly by: 1 | -1 }
  /** Expands or collapses the focused folder; if it is already, moves into it, or to its parent. */
  | { readonly kind: 'expand-folder' | 'collapse-folder' }
  | { readonly kind: 'rename-folder' | 'delete-folder' }
  | { readonly kind: 'compose' | 'search' | 'help' | 'undo' | 'close-message' | 'close-composer' };

const ANSWERS: Readonly<Record<string, Answer>> = { r: 'reply', a: 'reply-all', f: 'forward' };
const ACTIONS: Readonly<Record<string, 'archive' | 'delete' | 'toggle-read' | 'toggle-flag' | 'move-to'>> = {
  e: 'archive',
  '#': 'delete',
  Delete: 'delete',
  u: 'toggle-read',
  s: 'toggle-flag',
  v: 'move-to',
};
const STEPS: Readonly<Record<string, 1 | -1>> = { j: 1, k: -1 };
const ARROWS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };
const GENERAL: Readonly<Record<string, 'compose' | 'search' | 'help'>> = { c: 'compose', '/': 'search', '?': 'help' };

/** What the key does in this context; undefined: the app ignores it, and its default action happens. */
export function decideKey(press: KeyPress, context: KeyContext): KeyDecision | undefined {
  // Also in the drawer, which covers the page.
  const inFolders = context.focus === 'folder' ? decideInFolders(press, context) : undefined;
  if (inFolders !== undefined) {
    return inFolders;
  }
  if (context.isCovered) {
    return press.key === 'Escape' ? { kind: 'close-cover' } : undefined;
  }
  if (context.focus === 'typing' || press.alt) {
    return undefined;
  }
  if (press.ctrl) {
    return decideWithCtrl(press, context);
  }
  if (press.key === 'Escape') {
    return decideEscape(context);
  }
  const arrow = ARROWS[press.key];
  if (arrow !== undefined) {
    return decideArrow(arrow, press, context);
  }
  // Delete and Escape are no characters: speech input doesn't type them.
  if (!context.singleKeys && press.key !== 'Delete') {
    return undefined;
  }

  const step = STEPS[press.key];
  if (step !== undefined) {
    return decideStep(step, context);
  }
  // A key that is held down would act on the whole list.
  if (press.isRepeated || context.isWriting) {
    return undefined;
  }
  const general = GENERAL[press.key];
  if (general !== undefined) {
    return { kind: general };
  }

  if (press.key === 'x') {
    return context.focus === 'row' ? { kind: 'toggle-selected' } : undefined;
  }
  const subject = subjectOf(context);
  if (subject === undefined) {
    return undefined;
  }
  const action = ACTIONS[press.key];
  if (action !== undefined) {
    return { kind: action, subject };
  }
  const answer = ANSWERS[press.key];
  // A reply is to one message only.
  return answer === undefined || subject === 'selection' ? undefined : { kind: 'answer', answer, subject };
}

/**
 * The visible target: the selected rows, else the focused row, else the open conversation unless the focus is on
 * something else.
 */
function subjectOf({ focus, isReading, isSelecting }: KeyContext): Subject | undefined {
  if (isSelecting) {
    return ['row', 'bar', 'reading', 'page'].includes(focus) ? 'selection' : undefined;
  }
  if (focus === 'row') {
    return 'row';
  }
  return isReading && (focus === 'reading' || focus === 'page') ? 'open' : undefined;
}

function decideWithCtrl(press: KeyPress, { focus, isWriting }: KeyContext): KeyDecision | undefined {
  const { key, shift, isRepeated } = press;
  // Ctrl+Shift+Z is redo in other programs: it must not undo another action.
  if (shift) {
    return undefined;
  }
  // Elsewhere it selects the text of the page, as usual.
  if (key.toLowerCase() === 'a') {
    return isWriting || !isInList(focus) ? undefined : { kind: 'select-all' };
  }
  return key.toLowerCase() === 'z' && !isRepeated && !isWriting ? { kind: 'undo' } : undefined;
}

/** Closes what is on top, and nothing else. */
function decideEscape({ isWriting, isReading, isSelecting }: KeyContext): KeyDecision | undefined {
  if (isWriting) {
    return { kind: 'close-composer' };
  }
  if (isSelecting) {
    return { kind: 'clear-selection' };
  }
  return isReading ? { kind: 'close-message' } : undefined;
}

function decideInFolders(press: KeyPress, { isWriting }: KeyContext): KeyDecision | undefined {
  if (press.ctrl || press.alt || press.shift) {
    return undefined;
  }
  const by = ARROWS[press.key];
  if (by !== undefined) {
    return { kind: 'move-in-folders', by };
  }
  if (press.key === 'ArrowRight') {
    return { kind: 'expand-folder' };
  }
  if (press.key === 'ArrowLeft') {
    return { kind: 'collapse-folder' };
  }
  if (press.isRepeated || isWriting) {
    return undefined;
  }
  if (press.key === 'F2') {
    return { kind: 'rename-folder' };
  }
  return press.key === 'Delete' ? { kind: 'delete-folder' } : undefined;
}

function isInList(focus: FocusArea): boolean {
  return focus === 'row' || focus === 'bar';
}

function decideArrow(by: 1 | -1, { shift }: KeyPress, { focus, isWriting }: KeyContext): KeyDecision | undefined {
  if (focus !== 'row') {
    return undefined;
  }
  return { kind: shift && !isWriting ? 'extend' : 'move', by };
}

function decideStep(by: 1 | -1, { focus, isWriting, isReading, isSelecting }: KeyContext): KeyDecision | undefined {
  if (focus === 'row') {
    return { kind: 'move', by };
  }
  if (isWriting) {
    return undefined;
  }
  return isReading && !isSelecting && (focus === 'reading' || focus === 'page')
    ? { kind: 'open', by }
    : { kind: 'move', by };
}
