/* eslint-disable own/import-order -- The document must exist before a library looks for it. */
import { dom } from './testing/dom.js';
import { act, createElement, type ReactNode, StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';

import {
  SessionProvider,
  useInteraction,
  useMailEvents,
  useMessage,
  useMessages,
  usePermission,
  useSend,
  useSession,
} from './index.js';
import { alice, bilal, consent, FakeService, nobody, settled } from './testing/fake-service.js';

const session = '/auth/session';
const inbox = '/api/mail/messages?folder=inbox';
const mailEvents = '/api/mail/events';
const permissions = '/auth/permissions';

describe('the hooks in StrictMode', () => {
  let service: FakeService;
  let root: Root;
  let visited: string[];

  beforeEach(() => {
    service = new FakeService();
    visited = [];
    root = createRoot(dom.document.createElement('div') as unknown as HTMLElement);
  });

  afterEach(async () => {
    await act(async () => {
      root.unmount();
      await settled();
    });
  });

  /** Renders a component that calls the hook; returns a function that reads the hook's latest value. */
  async function show<Value>(hook: () => Value): Promise<() => Value> {
    let latest: { value: Value } | undefined;
    const Probe = (): ReactNode => {
      const value = hook();
      latest = { value };
      return null;
    };
    await render(createElement(Probe));
    return () => {
      if (latest === undefined) {
        throw new Error('not shown');
      }
      return latest.value;
    };
  }

  async function render(child: ReactNode): Promise<void> {
    const navigate = (href: string): void => void visited.push(href);
    const props = { client: service.client, navigate, children: child };
    await act(async () => {
      root.render(createElement(StrictMode, null, createElement(SessionProvider, props)));
      await settled();
    });
  }

  async function answer(path: string, body: unknown, status = 200): Promise<void> {
    await act(async () => {
      (await service.next(path)).answer(body, status);
      await settled();
    });
  }

  /** In StrictMode both requests share one response, or the first is aborted: this responds to the one that counts. */
  async function signIn(user: unknown = alice): Promise<void> {
    await answer(session, user);
    while ((await service.unanswered(session)) > 0) {
      await answer(session, user);
    }
  }

  async function answerAll(path: string, body: unknown, status = 200): Promise<void> {
    while ((await service.unanswered(path)) > 0) {
      await answer(path, body, status);
    }
  }

  it('useSession is loading, signed in, and redirects to the given address, without an old error', async () => {
    const now = await show(useSession);
    expect(now().status).toBe('loading');
    await signIn();
    expect(now()).toMatchObject({ status: 'signed-in', user: { id: 'alice' } });

    now().signIn({ prompt: 'select_account' });
    expect(visited).toEqual(['/auth/login?returnTo=%2Fmail%3Ffolder%3Dinbox&prompt=select_account']);
    await act(async () => {
      const leaving = now().signOut();
      (await service.next('/auth/logout')).answer({ logoutUrl: '/bye' });
      await leaving;
    });
    expect([now().status, visited[1]]).toEqual(['signed-out', '/bye']);
  });

  it('usePermission returns its state, and requests it by an interaction that returns here', async () => {
    const now = await show(() => usePermission('mail.send'));
    expect(now().state).toBe('loading');
    await signIn();
    await answerAll(permissions, { permissions: [{ name: 'mail.send', scopes: [], state: 'consent_required' }] });
    expect(now().state).toBe('consent_required');

    await act(async () => {
      void now().request();
      void now().request();
      await settled();
    });
    const call = await service.next('/auth/interactions');
    expect(await call.request.clone().json()).toEqual({ permissions: ['mail.send'], returnTo: '/mail?folder=inbox' });
    expect(await service.unanswered('/auth/interactions')).toBe(0);
    await act(async () => {
      call.answer({ interactionUrl: '/auth/interactions/1', expiresAt: '' }, 201);
      await settled();
    });
    expect(visited).toEqual(['/auth/interactions/1']);
  });

  it('usePermission redirects nowhere when its component was unmounted meanwhile', async () => {
    const now = await show(() => usePermission('mail.send'));
    await signIn();
    await act(async () => {
      void now().request();
      await settled();
    });
    const call = await service.next('/auth/interactions');
    await render(null);
    call.answer({ interactionUrl: '/auth/interactions/1', expiresAt: '' }, 201);
    await settled();

    expect([call.request.signal.aborted, visited]).toEqual([true, []]);
  });

  it('useMessages requests nothing before a user is signed in, and shows nobody the list of another', async () => {
    const now = await show(() => useMessages({ folder: 'inbox' }));
    expect(await service.unanswered(inbox)).toBe(0);
    await signIn();
    await answerAll(inbox, { items: [{ id: 'of alice' }], nextCursor: null });
    expect(now().items).toEqual([{ id: 'of alice' }]);

    await act(async () => {
      dom.document.dispatchEvent(new dom.Event('visibilitychange'));
      await settled();
    });
    await signIn(bilal);
    expect(now()).toMatchObject({ items: undefined, isLoading: true });
    await answerAll(inbox, { items: [{ id: 'of bilal' }], nextCursor: null });
    expect(now().items).toEqual([{ id: 'of bilal' }]);
  });

  it('useMessages ignores the response to an earlier query', async () => {
    let folder = 'inbox';
    const now = await show(() => useMessages({ folder }));
    await signIn();
    while ((await service.unanswered(inbox)) > 1) {
      await service.next(inbox);
    }
    const late = await service.next(inbox);
    folder = 'archive';
    const Again = (): ReactNode => null;
    await render(createElement(Again));
    const archive = await show(() => useMessages({ folder }));
    late.answer({ items: [{ id: 'late' }], nextCursor: null });
    await answerAll('/api/mail/messages?folder=archive', { items: [{ id: 'archived' }], nextCursor: null });

    expect(now().items).toBeUndefined();
    expect(archive().items).toEqual([{ id: 'archived' }]);
  });

  it('useMessage loads what is open, and nothing without an id', async () => {
    const now = await show(() => [useMessage(undefined), useMessage('a/b', { body: 'text' })] as const);
    await signIn();
    await answerAll('/api/mail/messages/a%2Fb?body=text', { id: 'a/b' });

    expect(now()[0]).toMatchObject({ message: undefined, isLoading: false });
    expect(now()[1]).toMatchObject({ message: { id: 'a/b' }, isLoading: false, error: undefined });
  });

  it('useMessages passes a missing permission to useInteraction, and a lost session ends the page’s', async () => {
    const now = await show(() => ({
      list: useMessages({ folder: 'inbox' }),
      resolve: useInteraction(),
      ...useSession(),
    }));
    await signIn();
    await answerAll(inbox, consent, 403);
    const { error } = now().list;
    if (error?.code !== 'consent_required') {
      throw new Error('no prompt');
    }
    expect(now().resolve(error)).toBe(true);
    expect(visited).toEqual(['/auth/interactions/ticket?returnTo=%2Fmail%3Ffolder%3Dinbox']);

    await act(async () => {
      void now().list.reload();
      await settled();
    });
    await answer(inbox, { title: '', code: 'login_required' }, 401);
    await answer(session, nobody);
    expect(now().status).toBe('signed-out');
  });

  it('useSend has the prompt as a state, and redirects the user there', async () => {
    const now = await show(useSend);
    await signIn();
    await act(async () => {
      void now().send({ to: [{ address: 'bilal@contoso.example' }], subject: 'Hello' });
      await settled();
    });
    await answer('/api/mail/messages', consent, 403);
    expect(now()).toMatchObject({ status: 'needs-user', isKept: true });

    expect(now().accept()).toBe(true);
    expect(visited).toEqual(['/auth/interactions/ticket?returnTo=%2Fmail%3Ffolder%3Dinbox']);
    await act(async () => {
      now().reset();
      await settled();
    });
    expect(now().status).toBe('idle');
  });

  it('useMailEvents listens once for all, calls the latest listener, and closes with the last', async () => {
    const received: string[] = [];
    let name = 'first';
    const Listener = (): ReactNode => {
      const own = name;
      useMailEvents(({ type }) => void received.push(`${own} ${type}`));
      return null;
    };
    const both = (): ReactNode => [createElement(Listener, { key: 1 }), createElement(Listener, { key: 2 })];
    await render(both());
    await signIn();
    expect(await service.unanswered(mailEvents)).toBe(1);
    while ((await service.unanswered(mailEvents)) > 1) {
      await service.next(mailEvents);
    }
    let write: (type: string) => void = () => undefined;
    let call = await service.next(mailEvents);
    while (call.request.signal.aborted) {
      call = await service.next(mailEvents);
    }
    await act(async () => {
      write = call.stream();
      await settled();
    });
    name = 'second';
    await render(both());
    await act(async () => {
      write('mail.changed');
      await settled();
    });
    expect(received).toEqual(['second mail.changed', 'second mail.changed']);

    await render(null);
    expect(call.request.signal.aborted).toBe(true);
  });
});
