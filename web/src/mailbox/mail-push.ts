import { useEffect } from 'react';
import { client, sessionReturns } from '../platform/services.js';
import { createStore } from '../platform/store.js';

/** Whether the server tells us about changes; without it, the list asks. */
export const isPushed = createStore(false);

/** Counts the changes the server told us about. */
export const mailChanges = createStore(0);

/** One stream per tab, for as long as mail is shown. */
export function useMailPush(): void {
  useEffect(() => {
    const stream = client.mailEvents({
      onEvent: (event) => {
        if (event.type === 'mail.changed') mailChanges.set(mailChanges.get() + 1);
      },
      onState: (state) => {
        isPushed.set(state === 'open');
      },
    });
    const stopListening = sessionReturns.subscribe(() => {
      stream.resume();
    });
    return () => {
      stopListening();
      stream.close();
    };
  }, []);
}
