/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { dom } from './testing/dom.js';
import { act, createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { BarButton } from './bar-button.js';

describe('a button of a bar', () => {
  const place = dom.document.createElement('div');
  dom.document.body.append(place);
  let root: Root;
  const show = (hasWord: boolean): void => {
    act(() => {
      root.render(createElement(BarButton, { name: 'Reply', hasWord, icon: createElement('i') }));
    });
  };

  beforeEach(() => {
    root = createRoot(place as unknown as HTMLElement);
    show(true);
  });

  afterEach(() => {
    act(() => {
      root.unmount();
    });
  });

  it('has the same focus and name when its label appears and disappears', () => {
    const button = place.querySelector('button');
    button?.focus();
    for (const [hasWord, text, label] of [
      [false, '', 'Reply'],
      [true, 'Reply', null],
    ] as const) {
      show(hasWord);
      expect([place.querySelector('button') === button, dom.document.activeElement === button]).toEqual([true, true]);
      expect([button?.textContent, button?.getAttribute('aria-label')]).toEqual([text, label]);
    }
  });

  it('shows its name in a tooltip while it has no label', async () => {
    const button = place.querySelector('button');
    const tooltips = (): number => dom.document.querySelectorAll('[role="tooltip"]').length;
    /** Resolves after the tooltip's delay. */
    const pointAt = async (): Promise<void> => {
      await act(async () => {
        button?.dispatchEvent(new dom.PointerEvent('pointerover', { bubbles: true }));
        await dom.happyDOM.waitUntilComplete();
      });
    };
    await pointAt();
    expect(tooltips()).toBe(0);
    show(false);
    expect(tooltips()).toBe(0);
    await pointAt();
    expect(tooltips()).toBe(1);
    show(true);
    expect(tooltips()).toBe(0);
    show(false);
    expect(tooltips()).toBe(0);
  });
});
