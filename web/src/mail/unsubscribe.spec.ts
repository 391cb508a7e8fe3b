/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { closePage, storage } from '../platform/testing/fake-page.js';
import { dom } from '../ui/testing/dom.js';
import { act, createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import type { Message, SignedIn } from '../client/index.js';
import { rememberUnsubscribed } from '../mailbox/unsubscribed.js';
import { queryClient } from '../platform/services.js';
import { SignedInProvider } from '../platform/session.js';
import { Unsubscribe } from './unsubscribe.js';

const session = { user: { id: 'alice' } } as unknown as SignedIn;
const message = {
  id: 'M',
  from: { address: 'news@shop.example' },
  unsubscribe: { url: 'https://shop.example/leave', oneClick: true },
} as unknown as Message;

describe('a message of a mailing list', () => {
  const place = dom.document.createElement('div');
  let root: Root;
  const open = (opened: Message): string => {
    root = createRoot(place as unknown as HTMLElement);
    act(() => {
      root.render(createElement(SignedInProvider, { value: session }, createElement(Unsubscribe, { message: opened })));
    });
    return place.textContent;
  };

  afterEach(() => {
    act(() => {
      root.unmount();
    });
  });

  afterAll(() => {
    queryClient.clear();
    storage.clear();
    closePage();
  });

  it('offers to leave the list', () => {
    expect(open(message)).toBe('This message is from a mailing list.Unsubscribe');
  });

  it('states that the user has unsubscribed when it is opened again, and does not offer it again', () => {
    rememberUnsubscribed('alice', 'M');
    expect(open(message)).toBe('You unsubscribed from this mailing list.');
    act(() => {
      root.unmount();
    });
    expect(open({ ...message, id: 'N' })).toContain('This message is from a mailing list.');
  });
});
