interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

interface KeyContext {
  /** In the form itself: menus, dialogs and the field for a link lie elsewhere in the page, and bubble to the form all the same. */
  readonly isInside: boolean;
  /** Somebody has answered it. */
  readonly isTaken: boolean;
  /** It belongs to an input method: what is composed is not written yet. */
  readonly isComposing: boolean;
}

/** What a key does in the composer; also in a text field, as nothing is lost by it. */
export function composeKey(
  { key, ctrlKey, metaKey }: Key,
  { isInside, isTaken, isComposing }: KeyContext,
): 'send' | 'close' | undefined {
  if (!isInside || isComposing) {
    return undefined;
  }
  if (key === 'Escape' && !isTaken) {
    return 'close';
  }
  return key === 'Enter' && (ctrlKey || metaKey) ? 'send' : undefined;
}
