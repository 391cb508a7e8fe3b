/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { jest } from '@jest/globals';
import { closePage, network, storage } from '../platform/testing/fake-page.js';
import { dom } from '../ui/testing/dom.js';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import type { SignedIn } from '../client/index.js';
import { messageSummary } from '../mailbox/testing/message-summary.js';
import { takeIntents } from '../platform/pending-intent.js';
import { failure } from '../platform/testing/failure.js';

Object.assign(navigator, network);
// The page polls every few seconds while it exists.
jest.spyOn(globalThis, 'setInterval').mockReturnValue(undefined as unknown as ReturnType<typeof setInterval>);
const { client, queryClient } = await import('../platform/services.js');
const { readUnmarked } = await import('../mailbox/actions/mail-actions.js');
const { SignedInProvider } = await import('../platform/session.js');
const { MarkPermissionNotice } = await import('./mark-permission-notice.js');

const session = { user: { id: 'alice' } } as unknown as SignedIn;

describe('the offer to mark read messages', () => {
  const place = dom.document.createElement('div');
  dom.document.body.append(place);
  const visited: string[] = [];
  let root: Root;

  async function allow(): Promise<void> {
    await act(async () => {
      [...place.querySelectorAll('button')].find(({ textContent }) => textContent === 'Allow')?.click();
      await new Promise((resolve) => setImmediate(resolve));
    });
  }

  beforeEach(() => {
    Object.assign(globalThis, { sessionStorage: dom.sessionStorage });
    Object.assign(window.location, { assign: (href: string) => visited.push(href) });
    queryClient.setQueryData(['permissions'], [{ name: 'mail.write', state: 'consent_required' }]);
    readUnmarked.set(['a', 'b'].map((id) => messageSummary(id)));
    root = createRoot(place as unknown as HTMLElement);
    const notice = createElement(MarkPermissionNotice, { folder: 'inbox' });
    const signedIn = createElement(SignedInProvider, { value: session }, notice);
    act(() => {
      root.render(createElement(QueryClientProvider, { client: queryClient }, signedIn));
    });
  });

  afterEach(() => {
    act(() => {
      root.unmount();
    });
    queryClient.clear();
    storage.clear();
  });

  afterAll(() => {
    jest.restoreAllMocks();
    closePage();
  });

  it('stays, and stores no action for later, when the redirect to Microsoft can’t start', async () => {
    Object.assign(client.auth, { startInteraction: () => Promise.reject(failure('graph_unavailable')) });
    await allow();
    expect([place.textContent.includes('Allow'), takeIntents('alice')]).toEqual([true, []]);
    expect(place.querySelector('button')?.disabled).toBe(false);
  });

  it('asks once when “Allow” is pressed twice', async () => {
    let asked = 0;
    Object.assign(client.auth, {
      startInteraction: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
    });
    await allow();
    await allow();
    expect(asked).toBe(1);
  });

  it('closes when the user is redirected, and stores the action to continue with', async () => {
    Object.assign(client.auth, { startInteraction: () => Promise.resolve({ interactionUrl: '/auth/interactions/1' }) });
    await allow();
    expect([place.textContent, visited]).toEqual(['', ['/auth/interactions/1']]);
    expect(takeIntents('alice')).toEqual([expect.objectContaining({ kind: 'mail-action' })]);
  });
});
