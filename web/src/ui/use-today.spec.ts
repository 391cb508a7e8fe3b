/* eslint-disable own/import-order -- The page must be there before a library looks for one. */
import { dom } from './testing/dom.js';
import { jest } from '@jest/globals';
import { act, createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { useToday } from './use-today.js';

function Day(): string {
  return new Date(useToday()).toDateString();
}

describe('the day that it is', () => {
  const place = dom.document.createElement('div');
  let root: Root;

  beforeEach(() => {
    jest.useFakeTimers({ now: new Date(2026, 11, 1, 23, 50) });
    root = createRoot(place as unknown as HTMLElement);
    act(() => {
      root.render(createElement(Day));
    });
  });

  afterEach(() => {
    act(() => {
      root.unmount();
    });
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('is another one after midnight, and after the next', () => {
    expect(place.textContent).toBe('Tue Dec 01 2026');
    act(() => {
      jest.advanceTimersByTime(11 * 60_000);
    });
    expect(place.textContent).toBe('Wed Dec 02 2026');
    act(() => {
      jest.advanceTimersByTime(24 * 3_600_000);
    });
    expect(place.textContent).toBe('Thu Dec 03 2026');
  });

  it('is another one when a page that slept is seen again', () => {
    jest.setSystemTime(new Date(2026, 11, 3, 8));
    act(() => {
      dom.document.dispatchEvent(new dom.Event('visibilitychange'));
    });
    expect(place.textContent).toBe('Thu Dec 03 2026');
  });
});
