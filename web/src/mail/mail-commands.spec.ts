/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { jest } from '@jest/globals';
import { closePage, network, storage } from '../platform/testing/fake-page.js';
import { dom } from '../ui/testing/dom.js';
import { act, createElement, useEffect } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import type { SignedIn } from '../client/index.js';
import { messageSummary } from '../mailbox/testing/message-summary.js';
import { INBOX } from '../platform/routes.js';
import type { MailCommands } from './mail-commands.js';

Object.assign(navigator, network);
// The page polls every few seconds while it exists.
jest.spyOn(globalThis, 'setInterval').mockReturnValue(undefined as unknown as ReturnType<typeof setInterval>);
const { client, queryClient } = await import('../platform/services.js');
const { SignedInProvider } = await import('../platform/session.js');
const { useMailCommands } = await import('./mail-commands.js');
// Loaded now, so that a start ends soon.
await import('../drafts/start-draft.js');

const session = { user: { id: 'alice', username: 'alice@a.example' } } as unknown as SignedIn;
const message = { ...messageSummary('a'), cc: [], attachments: [], body: { contentType: 'text', content: '' } };

describe('a reply', () => {
  let root: Root;
  let commands: MailCommands | undefined;
  const cursor = { current: null };

  function Commands(): null {
    const ofPage = useMailCommands({ list: INBOX, openId: undefined, openThread: [], cursor });
    useEffect(() => {
      commands = ofPage;
    }, [ofPage]);
    return null;
  }

  async function press(times: number): Promise<void> {
    for (let pressed = 0; pressed < times; pressed += 1) {
      commands?.reply('forward', 'a');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  beforeEach(() => {
    root = createRoot(dom.document.createElement('div') as unknown as HTMLElement);
    act(() => {
      root.render(createElement(SignedInProvider, { value: session }, createElement(Commands)));
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

  it('is started once when its key is pressed twice, and again after that', async () => {
    const open = jest.spyOn(window.history, 'pushState').mockReturnValue(undefined);
    Object.assign(client.mail, { message: () => Promise.resolve(message) });
    await press(2);
    expect(open).toHaveBeenCalledTimes(1);
    await press(1);
    expect(open).toHaveBeenCalledTimes(2);
  });
});
