import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { OutgoingMessage } from '../client/index.js';
import { hrefOf, useRuntime } from './runtime.js';
import { type SendOutcome, SendStore, type SendView } from './send-store.js';

export type UseSend = SendView & {
  /** Resolves with the outcome; what went wrong is in the state. */
  readonly send: (message: OutgoingMessage) => Promise<SendOutcome>;
  /** Sends the last message again, with its Idempotency-Key: it's sent once even if an earlier attempt has arrived. */
  readonly retry: () => Promise<SendOutcome> | undefined;
  /** In state `needs-user`: leaves for Microsoft. Back on this page, the state is `kept`, with the message. False when only an administrator can help. */
  readonly accept: () => boolean;
  /** Forgets the message. */
  readonly reset: () => void;
};

/**
 * Sends messages. One that is on its way when the component goes isn't aborted, for nobody would know whether it was
 * sent; nothing is shown of it any more.
 */
export function useSend(): UseSend {
  const { client, userId, report, navigate, here } = useRuntime();
  const store = useMemo(() => new SendStore(client, userId, report), [client, userId, report]);
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  const send = useCallback((message: OutgoingMessage) => store.send(message), [store]);
  const retry = useCallback(() => store.retry(), [store]);
  const reset = useCallback(() => {
    store.reset();
  }, [store]);
  const accept = useCallback(() => {
    const now = store.getSnapshot();
    const href = now.status === 'needs-user' ? hrefOf(now.problem, here()) : undefined;
    if (href !== undefined) {
      navigate(href);
    }
    return href !== undefined;
  }, [store, here, navigate]);
  return { ...view, send, retry, accept, reset };
}
