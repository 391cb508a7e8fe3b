import { queryOptions } from '@tanstack/react-query';
import { notify } from '../platform/notify.js';
import { askUserAbout, transport } from '../platform/services.js';
import { problemText } from '../ui/problem-text.js';
import { refresh } from './mail-cache.js';
import { t } from '../texts/t.js';

export interface SenderToBlock {
  readonly userId: string;
  readonly address: string;
}

/** Waits for the permission; performed when the user is back. */
export const blockIntent = 'block-sender';

export const blockedSendersQuery = queryOptions({
  queryKey: ['blocked-senders'],
  queryFn: async ({ signal }) => {
    const { items } = await transport.call((init) => transport.api.GET('/api/mail/blocked-senders', init), {
      signal,
      quiet: true,
    });
    return items;
  },
});

/** Moves mail of the sender to Junk Email from now on. The first use prompts for the permission. */
export async function blockSender(sender: SenderToBlock): Promise<void> {
  const { address } = sender;
  try {
    await change('PUT', address);
  } catch (error) {
    if (askUserAbout(error, [{ kind: blockIntent, payload: sender }])) {
      return;
    }
    const { title, text } = problemText(error);
    notify({ title: t('{address} isn’t blocked. {title}.', { address, title }), body: text, intent: 'error' });
    return;
  }
  notify({
    title: t('{address} is blocked', { address }),
    body: t('New mail from there goes to Junk Email. You can unblock it in the settings.'),
    id: `block:${address}`,
    action: { label: t('Undo'), run: () => void unblockSender(address) },
  });
}

export async function unblockSender(address: string): Promise<void> {
  try {
    await change('DELETE', address);
    notify({ title: t('{address} is no longer blocked', { address }), id: `block:${address}` });
  } catch (error) {
    if (askUserAbout(error)) {
      return;
    }
    const { title, text } = problemText(error);
    notify({ title: t('{address} is still blocked. {title}.', { address, title }), body: text, intent: 'error' });
  }
}

/** Checks a value that was stored before the trip to Microsoft. */
export function isSenderToBlock(value: unknown): value is SenderToBlock {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { userId, address } = value as Partial<Record<keyof SenderToBlock, unknown>>;
  return typeof userId === 'string' && typeof address === 'string';
}

async function change(method: 'PUT' | 'DELETE', address: string): Promise<void> {
  const params = { path: { address } };
  await transport.call(
    (init) =>
      method === 'PUT'
        ? transport.api.PUT('/api/mail/blocked-senders/{address}', { ...init, params })
        : transport.api.DELETE('/api/mail/blocked-senders/{address}', { ...init, params }),
    { quiet: true },
  );
  void refresh({ queryKey: blockedSendersQuery.queryKey });
}
