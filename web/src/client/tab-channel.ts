/** The messages among the tabs of one browser. */
export type TabMessage =
  | { readonly type: 'signed-out' }
  /** Perhaps another user than before: receivers request the session. */
  | { readonly type: 'signed-in' }
  | { readonly type: 'permissions-changed' }
  | { readonly type: 'mail-changed' };

export interface TabChannel {
  post(message: TabMessage): void;
  subscribe(listener: (message: TabMessage) => void): () => void;
  close(): void;
}

const channelName = 'entra-mail-bff';
const TYPES: readonly string[] = [
  'signed-out',
  'signed-in',
  'permissions-changed',
  'mail-changed',
] satisfies TabMessage['type'][];

/** Sends messages to the other tabs; does nothing without BroadcastChannel. */
export function openTabChannel(name: string = channelName): TabChannel {
  if (typeof BroadcastChannel === 'undefined') {
    return { post: nothing, subscribe: () => nothing, close: nothing };
  }
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => {
      channel.postMessage(message);
    },
    subscribe: (listener) => {
      const handle = (event: MessageEvent<unknown>): void => {
        if (isTabMessage(event.data)) {
          listener(event.data);
        }
      };
      channel.addEventListener('message', handle);
      return () => {
        channel.removeEventListener('message', handle);
      };
    },
    close: () => {
      channel.close();
    },
  };
}

function isTabMessage(data: unknown): data is TabMessage {
  if (typeof data !== 'object' || data === null || !('type' in data)) {
    return false;
  }
  return typeof data.type === 'string' && TYPES.includes(data.type);
}

function nothing(): void {
  // There are no other tabs to notify.
}
