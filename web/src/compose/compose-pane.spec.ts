/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { closePage, storage } from '../platform/testing/fake-page.js';
import { dom } from '../ui/testing/dom.js';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, createElement, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import type { SignedIn } from '../client/index.js';
import { emptyDraft } from '../drafts/draft.js';
import type { ScheduledMessage } from '../drafts/scheduled-query.js';
import { queryClient } from '../platform/services.js';
import { SignedInProvider } from '../platform/session.js';
import { ComposePane } from './compose-pane.js';
import { OutboxMessage } from './outbox-message.js';
import { ScheduledMessageView } from './scheduled-message.js';

const scheduled = { id: 'm', subject: '', sendAt: '2030-01-01T00:00:00Z' } as unknown as ScheduledMessage;
const session = { user: { id: 'alice', username: 'alice@a.example' } } as unknown as SignedIn;

describe('the title of the page beside the list', () => {
  let root: Root;

  const show = (pane: ReactElement): void => {
    act(() => {
      const signedIn = createElement(SignedInProvider, { value: session }, pane);
      root.render(createElement(QueryClientProvider, { client: queryClient }, signedIn));
    });
  };

  beforeEach(() => {
    dom.document.title = 'Inbox – Mail';
    root = createRoot(dom.document.createElement('div') as unknown as HTMLElement);
  });

  afterEach(() => {
    act(() => {
      root.unmount();
    });
    queryClient.clear();
  });

  afterAll(async () => {
    // What React has begun still asks the page.
    await new Promise((resolve) => setImmediate(resolve));
    storage.clear();
    closePage();
  });

  it.each([
    ['gone', createElement(ComposePane, { draftId: 'gone', messageId: undefined }), 'This draft is not here any more'],
    ['in the outbox', createElement(OutboxMessage, { draft: { ...emptyDraft('d', '/', 0), subject: 'Plan' } }), 'Plan'],
    ['scheduled', createElement(ScheduledMessageView, { message: scheduled }), '(no subject)'],
  ])('is that of the message that is %s', (_, pane, title) => {
    show(pane);
    expect(dom.document.title).toBe(`${title} – Mail`);
  });
});
