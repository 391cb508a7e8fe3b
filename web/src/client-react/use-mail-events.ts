import { useEffect, useRef } from 'react';
import type { MailListener } from './mail-events.js';
import { useRuntime } from './runtime.js';

/** Calls the listener within 30 s of a change of mail. All tabs of the browser share one connection. */
export function useMailEvents(listener: MailListener): void {
  const { mailEvents, userId } = useRuntime();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    if (userId === undefined) {
      return undefined;
    }
    return mailEvents.add((event) => {
      latest.current(event);
    });
  }, [mailEvents, userId]);
}
