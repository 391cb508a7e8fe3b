import { isInteraction } from '@entra-mail-bff/client';
import { useInteraction, useMailEvents, useMessage, useMessages } from '@entra-mail-bff/client/react';
import { useState } from 'react';

export function Inbox() {
  const { items, isLoading, hasMore, loadMore, reload, error } = useMessages({ folder: 'inbox', top: 10 });
  const [openId, setOpenId] = useState<string>();
  const { message } = useMessage(openId, { body: 'text' });
  const resolve = useInteraction();
  useMailEvents(() => void reload());

  return (
    <section aria-label="Inbox">
      <h2>Inbox</h2>
      {error !== undefined && (
        <p role="alert">
          {error.title}{' '}
          {isInteraction(error) ? (
            <button type="button" onClick={() => resolve(error)}>
              Continue
            </button>
          ) : (
            <button type="button" onClick={() => void reload()}>
              Try again
            </button>
          )}
        </p>
      )}
      <ul>
        {items?.map(({ id, subject, from, isRead }) => (
          <li key={id}>
            <button
              type="button"
              className={isRead ? '' : 'unread'}
              onClick={() => {
                setOpenId(id);
              }}
            >
              {from?.name ?? from?.address}: {subject}
            </button>
            {message?.id === id && <pre>{message.body.content}</pre>}
          </li>
        ))}
      </ul>
      {isLoading && <p role="status">Loading…</p>}
      {hasMore && (
        <button type="button" onClick={() => void loadMore()}>
          More
        </button>
      )}
    </section>
  );
}
