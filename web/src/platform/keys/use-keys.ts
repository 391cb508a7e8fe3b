import { useEffect, useRef } from 'react';
import { preferences } from '../preferences.js';
import { focusPlace, isCovered } from './focus-place.js';
import { relayFrameKeys } from './frame-keys.js';
import { decideKey, type KeyDecision } from './key-decision.js';

interface KeysOptions {
  readonly isWriting: boolean;
  readonly isReading: boolean;
  readonly run: (decision: KeyDecision) => void;
}

/** The only listener for keys that mean something to the whole app. */
export function useKeys(options: KeysOptions): void {
  const current = useRef(options);
  useEffect(() => {
    current.current = options;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const { isWriting, isReading, run } = current.current;
      const press = {
        key: event.key,
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        isRepeated: event.repeat,
      };
      const focus = focusPlace(event.target instanceof Element ? event.target : null);
      const context = { focus, isCovered: isCovered(), isWriting, isReading, singleKeys: preferences.get().shortcuts };
      const decision = decideKey(press, context);
      if (decision === undefined) return;
      event.preventDefault();
      run(decision);
    };
    window.addEventListener('keydown', onKeyDown);
    const stopRelaying = relayFrameKeys();
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      stopRelaying();
    };
  }, []);
}
