import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { decideKey, type FocusArea, type KeyContext, type KeyPress } from './key-decision.js';
import { keyTable } from './key-table.js';

const areas: readonly FocusArea[] = ['row', 'bar', 'reading', 'composer', 'typing', 'page', 'folder', 'elsewhere'];
const keys = [
  'j',
  'k',
  'e',
  '#',
  'Delete',
  'u',
  's',
  'v',
  'r',
  'a',
  'f',
  'c',
  '/',
  '?',
  'Escape',
  'z',
  'x',
  'Enter',
  'E',
  'ArrowUp',
  'ArrowRight',
  'F2',
];

const anyContext: fc.Arbitrary<KeyContext> = fc.record({
  focus: fc.constantFrom(...areas),
  isCovered: fc.boolean(),
  isWriting: fc.boolean(),
  isReading: fc.boolean(),
  isSelecting: fc.boolean(),
  singleKeys: fc.boolean(),
});
const anyPress: fc.Arbitrary<KeyPress> = fc.record({
  key: fc.constantFrom(...keys),
  ctrl: fc.boolean(),
  alt: fc.boolean(),
  shift: fc.boolean(),
  isRepeated: fc.boolean(),
});

/** The actions that change mail or open the composer. */
const touching = ['archive', 'delete', 'toggle-read', 'toggle-flag', 'move-to', 'answer'];

describe('a key', () => {
  it('has the meaning in docs/keys.md', () => {
    const document = readFileSync(join(import.meta.dirname, '../../../../docs/keys.md'), 'utf8');
    expect(document).toContain(keyTable());
  });

  it('affects mail only when it is visibly selected, the user is not typing and nothing is on top', () => {
    fc.assert(
      fc.property(anyPress, anyContext, (press, context) => {
        const decision = decideKey(press, context);
        if (decision === undefined || !touching.includes(decision.kind) || !('subject' in decision)) {
          return;
        }
        expect(context.isCovered || context.isWriting || press.ctrl || press.alt || press.isRepeated).toBe(false);
        if (context.isSelecting) {
          expect(decision.subject).toBe('selection');
          expect(['folder', 'elsewhere']).not.toContain(context.focus);
        } else if (decision.subject === 'row') {
          expect(context.focus).toBe('row');
        } else {
          expect([context.isReading, ['reading', 'page'].includes(context.focus)]).toEqual([true, true]);
        }
      }),
    );
  });

  it('replies to no more than one conversation, and selects only when the user is not typing', () => {
    fc.assert(
      fc.property(anyPress, anyContext, (press, context) => {
        const decision = decideKey(press, context);
        if (decision?.kind === 'answer') {
          expect(context.isSelecting).toBe(false);
        }
        const selects = ['toggle-selected', 'select-all', 'extend', 'clear-selection'];
        if (decision !== undefined && selects.includes(decision.kind)) {
          expect(context.isWriting).toBe(false);
        }
      }),
    );
  });

  it('belongs to the text field while the user types, and to the dialog while one is open', () => {
    fc.assert(
      fc.property(anyPress, anyContext, (press, context) => {
        expect(decideKey(press, { ...context, focus: 'typing', isCovered: false })).toBeUndefined();
        const closes = press.key === 'Escape' ? { kind: 'close-cover' } : undefined;
        const focus = context.focus === 'folder' ? 'elsewhere' : context.focus;
        expect(decideKey(press, { ...context, focus, isCovered: true })).toEqual(closes);
      }),
    );
  });

  it('changes folders only when one has the focus and the user is not typing', () => {
    fc.assert(
      fc.property(anyPress, anyContext, (press, context) => {
        const decision = decideKey(press, context);
        if (decision?.kind !== 'rename-folder' && decision?.kind !== 'delete-folder') {
          return;
        }
        expect([context.focus, context.isWriting, press.isRepeated]).toEqual(['folder', false, false]);
      }),
    );
  });

  it('undoes and selects with Ctrl only: with Ctrl+Shift it belongs to the browser', () => {
    const press: KeyPress = { key: 'z', ctrl: true, alt: false, shift: false, isRepeated: false };
    const context: KeyContext = {
      focus: 'row',
      isCovered: false,
      isWriting: false,
      isReading: false,
      isSelecting: false,
      singleKeys: true,
    };
    expect(['z', 'Z', 'a', 'A'].map((key) => decideKey({ ...press, key }, context)?.kind)).toEqual([
      ...['undo', 'undo'],
      ...['select-all', 'select-all'],
    ]);
    expect(['Z', 'A'].map((key) => decideKey({ ...press, key, shift: true }, context))).toEqual([undefined, undefined]);
  });

  it('is ignored when the user has turned single keys off, except for keys that do not type', () => {
    fc.assert(
      fc.property(anyPress, anyContext, (press, context) => {
        const decision = decideKey(press, { ...context, singleKeys: false });
        if (decision !== undefined) {
          expect(press.ctrl || ['Delete', 'Escape', 'ArrowUp', 'ArrowRight', 'F2'].includes(press.key)).toBe(true);
        }
      }),
    );
  });
});
