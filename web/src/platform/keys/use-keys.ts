import { useEffect, useRef } from 'react';
import { direction } from '../../texts/t.js';
import { preferences } from '../preferences.js';
import { focusAreaOf, isCovered, topCover } from './focus-area.js';
import { relayFrameKeys } from './frame-keys.js';
import { decideKey, type KeyDecision } from './key-decision.js';
import { latinKey } from './latin-key.js';

/** Decisions for the page; a dialog or a menu closes itself. */
export type AppDecision = Exclude<KeyDecision, { readonly kind: 'close-cover' }>;

interface KeysOptions {
  readonly isWriting: boolean;
  readonly isReading: boolean;
  readonly isSelecting: boolean;
  readonly run: (decision: AppDecision) => void;
}

/** The only listener for keys of the whole app. */
export function useKeys(options: KeysOptions): void {
  const current = useRef(options);
  useEffect(() => {
    current.current = options;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) {
        return;
      }
      const { isWriting, isReading, isSelecting, run } = current.current;
      const press = {
        key: along(latinKey(event)),
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        shift: event.shiftKey,
        isRepeated: event.repeat,
      };
      const focus = focusAreaOf(event.target instanceof Element ? event.target : null);
      const singleKeys = preferences.get().shortcuts;
      const context = { focus, isCovered: isCovered(), isWriting, isReading, isSelecting, singleKeys };
      const decision = decideKey(press, context);
      if (decision === undefined) {
        return;
      }
      if (decision.kind === 'close-cover') {
        closeCover(event);
        return;
      }
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

/** In right-to-left scripts, a tree expands to the left (ARIA Authoring Practices). */
function along(key: string): string {
  if (direction() === 'ltr') {
    return key;
  }
  return key === 'ArrowLeft' ? 'ArrowRight' : key === 'ArrowRight' ? 'ArrowLeft' : key;
}

/** A dialog or a menu receives keys only while it has the focus. After it has lost the focus, Escape is passed on to it. */
function closeCover(event: KeyboardEvent): void {
  const cover = topCover();
  if (cover === undefined || (event.target instanceof Node && cover.contains(event.target))) {
    return;
  }
  event.preventDefault();
  cover.dispatchEvent(
    new KeyboardEvent('keydown', { key: event.key, code: event.code, bubbles: true, cancelable: true }),
  );
}
