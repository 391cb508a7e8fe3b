/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { dom } from './testing/dom.js';
import { jest } from '@jest/globals';
import { act, createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { useToday } from './use-today.js';

function Day(): string {
  return new Date(useToday()).toDateString();
}

describe('the current day', () => {
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

  it('changes at each midnight', () => {
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

  it('changes when a page is shown again after the device slept', () => {
    jest.setSystemTime(new Date(2026, 11, 3, 8));
    act(() => {
      dom.document.dispatchEvent(new dom.Event('visibilitychange'));
    });
    expect(place.textContent).toBe('Thu Dec 03 2026');
  });

  it('changes at the next midnight after the device slept', () => {
    // The timer, with ten minutes left, was paused.
    jest.setSystemTime(new Date(2026, 11, 3, 23, 55));
    act(() => {
      dom.document.dispatchEvent(new dom.Event('visibilitychange'));
    });
    act(() => {
      jest.advanceTimersByTime(5 * 60_000);
    });
    expect(place.textContent).toBe('Fri Dec 04 2026');
  });
});
