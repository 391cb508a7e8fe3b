import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { OutgoingMessage } from '../client/index.js';
import { hrefOf, useRuntime } from './runtime.js';
import { type SendOutcome, SendStore, type SendView } from './send-store.js';

export type UseSend = SendView & {
  /** Resolves with the outcome; the state has the reason of a failure. */
  readonly send: (message: OutgoingMessage) => Promise<SendOutcome>;
  /** Sends the last message again with its Idempotency-Key: it's sent once even if an earlier attempt has arrived. */
  readonly retry: () => Promise<SendOutcome> | undefined;
  /**
   * In state `needs-user`: leaves for Microsoft. When the user is back on this page, the state is `kept`, with the message. False when
   * only an administrator can help.
   */
  readonly accept: () => boolean;
  /** Deletes the message. */
  readonly reset: () => void;
};

/**
 * Sends messages. A request in progress isn't aborted when the component unmounts, because nobody would know whether the message was
 * sent. Its result is no longer shown.
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
