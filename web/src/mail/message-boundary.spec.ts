/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { jest } from '@jest/globals';
import { dom } from '../ui/testing/dom.js';
import { act, createElement, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { MessageBoundary } from './message-boundary.js';

function Broken(): ReactElement {
  throw new Error('a message that nobody has thought of');
}

describe('a message that breaks while it is drawn', () => {
  const place = dom.document.createElement('div');
  const saved: string[] = [];
  let root: Root;

  beforeEach(() => {
    dom.document.body.append(place);
    // React reports what a boundary has caught.
    jest.spyOn(console, 'error').mockReturnValue();
    root = createRoot(place as unknown as HTMLElement);
  });

  afterEach(async () => {
    await act(async () => {
      root.unmount();
      await Promise.resolve();
    });
    jest.restoreAllMocks();
  });

  it('can be downloaded, and leaves the others as they are', async () => {
    const boundary = (id: string, part: () => ReactElement): ReactElement =>
      createElement(MessageBoundary, {
        key: id,
        children: createElement(part),
        onSave: () => {
          saved.push(id);
        },
      });
    await act(async () => {
      root.render([boundary('broken', Broken), boundary('whole', () => createElement('p', {}, 'Hello'))]);
      await Promise.resolve();
    });

    expect(place.querySelector('[role=alert]')?.textContent).toContain('This message can’t be shown');
    expect(place.querySelector('p')?.textContent).toBe('Hello');
    act(() => {
      place.querySelector('button')?.click();
    });
    expect(saved).toEqual(['broken']);
  });
});
