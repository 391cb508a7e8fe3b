/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { dom } from './testing/dom.js';
import { act, createElement, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { useDocumentTitle } from './use-document-title.js';

function Message(): null {
  useDocumentTitle('Plan');
  return null;
}

function List({ unread, isReading }: { readonly unread: number; readonly isReading: boolean }): ReactElement | null {
  useDocumentTitle(isReading ? undefined : `Inbox (${unread})`);
  return isReading ? createElement(Message) : null;
}

describe('the title of the page', () => {
  let root: Root;
  const show = (unread: number, isReading: boolean): string => {
    act(() => {
      root.render(createElement(List, { unread, isReading }));
    });
    return dom.document.title;
  };

  beforeEach(() => {
    root = createRoot(dom.document.createElement('div') as unknown as HTMLElement);
  });

  afterEach(() => {
    act(() => {
      root.unmount();
    });
  });

  it('is that of the message while new mail arrives, and that of the list when the message is closed', () => {
    expect(show(2, false)).toBe('Inbox (2) – Mail');
    expect(show(2, true)).toBe('Plan – Mail');
    expect(show(3, true)).toBe('Plan – Mail');
    expect(show(3, false)).toBe('Inbox (3) – Mail');
  });
});
