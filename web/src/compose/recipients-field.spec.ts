/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { closePage, storage } from '../platform/testing/fake-page.js';
import { dom } from '../ui/testing/dom.js';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, createElement, type ReactElement, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import type { Address, SignedIn } from '../client/index.js';
import { rememberCorrespondents } from '../mailbox/correspondents.js';
import { asideMail, queryClient } from '../platform/services.js';
import { SignedInProvider } from '../platform/session.js';
import { RecipientsField } from './recipients-field.js';

const session = { user: { id: 'alice', username: 'alice@a.example' } } as unknown as SignedIn;
const tanaka = { name: '田中 太郎', address: 'tanaka@a.example' };
const sato = { name: '佐藤', address: 'sato@a.example' };

function Field({ onChange }: { readonly onChange: (recipients: readonly Address[]) => void }): ReactElement {
  const [recipients, setRecipients] = useState<readonly Address[]>([sato]);
  const [text, setText] = useState('田中');
  return createElement(RecipientsField, {
    texts: { label: 'To', recipients: 'To recipients', suggestions: 'Suggestions' },
    recipients,
    onChange: (next) => {
      setRecipients(next);
      onChange(next);
    },
    text,
    onTextChange: setText,
    error: undefined,
    onLeave: () => undefined,
    onAllowPeople: () => undefined,
    startsOpen: true,
    inputRef: null,
  });
}

describe('the field for recipients', () => {
  const place = dom.document.createElement('div');
  dom.document.body.append(place);
  let root: Root;
  let chosen: readonly Address[];
  const input = (): InstanceType<typeof dom.HTMLInputElement> => {
    const found = place.querySelector('input');
    if (found === null) {
      throw new Error('not shown');
    }
    return found;
  };
  const press = (key: string, members: object = {}): void => {
    act(() => {
      input().dispatchEvent(new dom.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...members }));
    });
  };

  beforeEach(async () => {
    chosen = [sato];
    Object.assign(asideMail, { messages: () => Promise.resolve({ items: [], nextCursor: null }) });
    rememberCorrespondents('alice', [tanaka]);
    root = createRoot(place as unknown as HTMLElement);
    const field = createElement(Field, {
      onChange: (next) => {
        chosen = next;
      },
    });
    const signedIn = createElement(SignedInProvider, { value: session }, field);
    await act(async () => {
      root.render(createElement(QueryClientProvider, { client: queryClient }, signedIn));
      // Until it knows whom the user has written to.
      await new Promise((resolve) => setTimeout(resolve, 0));
    });
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

  it('leaves Enter to the input method while it composes a name, and adds the suggestion afterwards', () => {
    input().focus();
    press('Enter', { isComposing: true });
    // Safari's event for the key that ends the composition.
    press('Enter', { keyCode: 229 });
    expect(chosen).toEqual([sato]);
    press('Enter');
    expect(chosen).toEqual([sato, tanaka]);
  });

  it('gets the focus when a recipient is removed together with the button that had it', () => {
    const remove = place.querySelector('button');
    remove?.focus();
    act(() => {
      remove?.click();
    });
    expect([chosen, dom.document.activeElement === input()]).toEqual([[], true]);
  });
});
