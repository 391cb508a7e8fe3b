/**
 * The text of a message is in a frame, and key events in a frame don't bubble out of it. Each is dispatched again at the frame's element,
 * as if it had been pressed there. If it is handled there, its default action in the frame is prevented.
 */
export function relayFrameKeys(): () => void {
  const known = new WeakSet<Document>();
  const relay = (frame: HTMLIFrameElement): void => {
    const inside = frame.contentDocument;
    if (inside === null || known.has(inside)) {
      return;
    }
    known.add(inside);
    inside.addEventListener('keydown', (event) => {
      const { key, code, ctrlKey, altKey, metaKey, shiftKey, repeat, isComposing } = event;
      const copy = new KeyboardEvent('keydown', {
        ...{ key, code, ctrlKey, altKey, metaKey, shiftKey, repeat, isComposing },
        bubbles: true,
        cancelable: true,
      });
      if (!frame.dispatchEvent(copy)) {
        event.preventDefault();
      }
    });
  };
  // A load event does not bubble, but it can be captured.
  const onLoad = (event: Event): void => {
    if (event.target instanceof HTMLIFrameElement) {
      relay(event.target);
    }
  };
  const onBlur = (): void => {
    if (document.activeElement instanceof HTMLIFrameElement) {
      relay(document.activeElement);
    }
  };
  document.addEventListener('load', onLoad, true);
  window.addEventListener('blur', onBlur);
  return () => {
    document.removeEventListener('load', onLoad, true);
    window.removeEventListener('blur', onBlur);
  };
}
