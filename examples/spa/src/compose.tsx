import { usePermission, useSend } from '@entra-mail-bff/client/react';
import type { SyntheticEvent } from 'react';

export function Compose() {
  const sending = useSend();
  const permission = usePermission('mail.send');
  // Back from Microsoft: restores what the user had written.
  const restored = sending.status === 'kept' ? sending.message : undefined;

  function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => fields.get(name) as string;
    void sending.send({
      to: [{ address: text('to') }],
      subject: text('subject'),
      body: { contentType: 'text', content: text('content') },
    });
  }

  return (
    <section aria-label="New message">
      <h2>New message</h2>
      {permission.state === 'consent_required' && <p>You’ll be asked for permission when you first send.</p>}
      <form onSubmit={submit}>
        <label>
          To <input name="to" type="email" required defaultValue={restored?.to?.[0]?.address} />
        </label>
        <label>
          Subject <input name="subject" defaultValue={restored?.subject} />
        </label>
        <label>
          Text <textarea name="content" rows={4} defaultValue={restored?.body?.content} />
        </label>
        <button type="submit" disabled={sending.status === 'sending'}>
          Send
        </button>
      </form>
      {sending.status === 'needs-user' && (
        <div role="alertdialog" aria-label="Permission needed">
          <p>Microsoft asks you first. You come back to this message.</p>
          <button type="button" onClick={sending.accept}>
            Continue
          </button>
          <button type="button" onClick={sending.reset}>
            Not now
          </button>
        </div>
      )}
      {sending.status === 'failed' && (
        <p role="alert">
          {sending.problem.title}{' '}
          <button type="button" onClick={() => void sending.retry()}>
            Try again
          </button>
        </p>
      )}
      {sending.status === 'sent' && <p role="status">Sent.</p>}
    </section>
  );
}
