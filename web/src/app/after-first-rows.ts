import { allLists } from '../mailbox/messages-query.js';
import { queryClient } from '../platform/services.js';

/** The latest start, for pages that show no list. */
const latestBeginMs = 8_000;

export function afterFirstRows(run: () => void): () => void {
  const cache = queryClient.getQueryCache();
  const hasRows = (): boolean => cache.findAll({ queryKey: allLists }).some(({ state }) => state.data !== undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = (): void => {
    stopListening();
    clearTimeout(timer);
    timer = setTimeout(run, 0);
  };
  const stopListening = cache.subscribe(() => {
    if (hasRows()) {
      begin();
    }
  });
  timer = setTimeout(begin, latestBeginMs);
  if (hasRows()) {
    begin();
  }
  return () => {
    stopListening();
    clearTimeout(timer);
  };
}
