/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { dom } from './testing/dom.js';
import { createElement, type ReactElement, useRef } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { useFits } from './use-fits.js';

/** Its width is the number of letters in its text; the space is limited. The label of the second button is shown when it fits, the first always. */
function Bar({ label }: { readonly label: string }): ReactElement {
  const bar = useRef<HTMLDivElement>(null);
  const labels = [label, useFits(bar) ? 'Later' : ''];
  return createElement(
    'div',
    // eslint-disable-next-line react-hooks/refs -- The element gets the ref, as it would in JSX.
    { ref: bar },
    ...labels.map((each, index) => createElement('button', { key: index }, each)),
  );
}

/** Resolves after the observers were called and the results are rendered. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('whether the labels of a bar fit', () => {
  const place = dom.document.body.appendChild(dom.document.createElement('div'));
  let root: Root;
  let room = 0;
  let resize: () => void;

  beforeAll(() => {
    Object.defineProperties(dom.HTMLElement.prototype, {
      clientWidth: { configurable: true, get: () => room },
      scrollWidth: {
        configurable: true,
        get(this: HTMLElement) {
          return Math.max(room, this.textContent.length);
        },
      },
    });
    class OneObserver {
      constructor(onResize: () => void) {
        resize = onResize;
      }

      observe(): void {
        return undefined;
      }

      disconnect(): void {
        resize = () => undefined;
      }
    }
    Object.assign(globalThis, {
      ResizeObserver: OneObserver,
      MutationObserver: dom.MutationObserver,
      // Observers call outside of `act`.
      IS_REACT_ACT_ENVIRONMENT: false,
    });
  });

  beforeEach(() => {
    root = createRoot(place as unknown as HTMLElement);
  });

  afterEach(() => {
    root.unmount();
  });

  async function show(label: string): Promise<string> {
    flushSync(() => {
      root.render(createElement(Bar, { label }));
    });
    await settled();
    return place.textContent;
  }

  async function resized(width: number): Promise<string> {
    room = width;
    resize();
    await settled();
    return place.textContent;
  }

  it('follows its width', async () => {
    room = 9;
    expect(await show('Send')).toBe('SendLater');
    expect(await resized(8)).toBe('Send');
    expect(await resized(9)).toBe('SendLater');
  });

  it('follows its labels', async () => {
    room = 9;
    expect(await show('Send')).toBe('SendLater');
    expect(await show('Sending…')).toBe('Sending…');
    expect(await resized(12)).toBe('Sending…');
    expect(await resized(13)).toBe('Sending…Later');
    expect(await show('Sending once more…')).toBe('Sending once more…');
    expect(await resized(22)).toBe('Sending once more…');
    expect(await resized(23)).toBe('Sending once more…Later');
  });

  it('shows all labels again when one that had grown is short again', async () => {
    room = 9;
    expect(await show('Send')).toBe('SendLater');
    expect(await show('Sending…')).toBe('Sending…');
    expect(await show('Sent now')).toBe('Sent now');
    expect(await show('Send')).toBe('SendLater');
  });
});
