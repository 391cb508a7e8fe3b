import type { KeyboardEvent } from 'react';

/** The key code of a key that an input method has processed (https://w3c.github.io/uievents/#determine-keydown-keyup-keyCode). */
const processedKey = 229;

/**
 * Whether the key belongs to an input method, such as Enter that commits its text. In Safari, `isComposing` is false for that Enter; only the
 * key code shows it.
 */
export function isComposing({ nativeEvent }: Pick<KeyboardEvent, 'nativeEvent'>): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari has nothing else.
  return nativeEvent.isComposing || nativeEvent.keyCode === processedKey;
}
