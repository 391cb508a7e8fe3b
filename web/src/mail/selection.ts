import type { ListView } from '../platform/routes.js';
import { createStore, useStore } from '../platform/store.js';

/** The keys of the selected rows. */
export interface Selection {
  readonly keys: ReadonlySet<string>;
  /** The beginning of a range: the row that was selected last. */
  readonly anchor: string | undefined;
}

export const NOTHING: Selection = { keys: new Set(), anchor: undefined };

export function withToggled({ keys }: Selection, key: string): Selection {
  const next = new Set(keys);
  if (!next.delete(key)) {
    next.add(key);
  }
  if (next.size === 0) {
    return NOTHING;
  }
  return { keys: next, anchor: key };
}

/** Selects from the anchor up to this row, both included; `order` is that of the list. Without a visible anchor, the row alone. */
export function withRange({ anchor }: Selection, key: string, order: readonly string[]): Selection {
  const to = order.indexOf(key);
  if (to === -1) {
    return NOTHING;
  }
  const from = anchor === undefined ? -1 : order.indexOf(anchor);
  if (from === -1) {
    return { keys: new Set([key]), anchor: key };
  }
  return { keys: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)), anchor };
}

export function withAll(order: readonly string[]): Selection {
  return { keys: new Set(order), anchor: order[0] };
}

/** Forgets rows that are no longer in the list. Returns the same object when nothing changes. */
export function withPresent(selection: Selection, order: readonly string[]): Selection {
  const present = new Set(order);
  const { keys } = selection;
  // It isn't among the keys when it was deselected last.
  const anchor = selection.anchor !== undefined && present.has(selection.anchor) ? selection.anchor : undefined;
  if (anchor === selection.anchor && [...keys].every((key) => present.has(key))) {
    return selection;
  }
  return { keys: new Set([...keys].filter((key) => present.has(key))), anchor };
}

export interface RowClick {
  readonly button: number;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly isTouch: boolean;
  readonly isSelecting: boolean;
}

/** What a click on a row means; `browser`: the browser's default for links. */
export function meaningOfClick(click: RowClick): 'open' | 'toggle' | 'range' | 'browser' {
  if (click.button !== 0 || click.alt) {
    return 'browser';
  }
  if (click.shift) {
    return 'range';
  }
  if (click.ctrl) {
    return 'toggle';
  }
  // Touch has no modifier keys: once a row is selected, a tap selects more.
  return click.isTouch && click.isSelecting ? 'toggle' : 'open';
}

/** The selection belongs to one list: in another list nothing is selected. */
const current = createStore<{ readonly list: ListView | undefined; readonly selection: Selection }>({
  list: undefined,
  selection: NOTHING,
});

export function useSelection(list: ListView): Selection {
  const { list: of, selection } = useStore(current);
  return of === list ? selection : NOTHING;
}

export function selectionOf(list: ListView): Selection {
  const { list: of, selection } = current.get();
  return of === list ? selection : NOTHING;
}

export function select(list: ListView, selection: Selection): void {
  current.set({ list, selection });
}

export function clearSelection(): void {
  current.set({ list: undefined, selection: NOTHING });
}
