/**
 * The text of a message is in a frame, and keys that are pressed in there do not come out by themselves. Each is told to the
 * frame's element, as if it had been pressed there; what is done with it is then not done inside.
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
  // A load does not bubble, but it is captured on its way down.
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
