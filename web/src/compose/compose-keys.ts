interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

interface KeyContext {
  /** In the form's own elements. Menus, dialogs and the link field are elsewhere in the page, but their events bubble to the form. */
  readonly isInside: boolean;
  /** Another handler has processed the key. */
  readonly isTaken: boolean;
  /** The key belongs to an input method, which has not committed its text yet. */
  readonly isComposing: boolean;
}

/** What a key does in the composer; also in a text field, because the user loses nothing by it. */
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
