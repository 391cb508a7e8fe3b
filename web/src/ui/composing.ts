import type { KeyboardEvent } from 'react';

/** What browsers say of a key that an input method has taken (https://w3c.github.io/uievents/#determine-keydown-keyup-keyCode). */
const takenKey = 229;

/**
 * Whether the key belongs to an input method, such as Enter that takes what it offers. Safari says of that one that nothing is composed any
 * more; its code still tells.
 */
export function isComposing({ nativeEvent }: Pick<KeyboardEvent, 'nativeEvent'>): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Nothing else tells in Safari.
  return nativeEvent.isComposing || nativeEvent.keyCode === takenKey;
}
