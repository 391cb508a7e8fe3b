import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Address } from '../client/index.js';
import { correspondentsOf, withWritten } from '../mailbox/correspondents.js';
import { knownPeople } from '../mailbox/known-people.js';
import { peopleQuery } from '../mailbox/people-query.js';
import { usePermission } from '../platform/permissions.js';
import { asideMail } from '../platform/services.js';
import { useUser } from '../platform/session.js';
import { isBeginning, type Suggestion, suggestionsFor, withLate } from './suggestions.js';

/** A shorter text would match too many people. */
const leastCharacters = 2;
/** The service is queried when the user pauses. */
const pauseMs = 200;
const mostFound = 8;

interface Suggestions {
  readonly people: readonly Suggestion[];
  /** The service is still searching. */
  readonly isSearching: boolean;
  /** Whether more people could be found if the user granted the permission. */
  readonly isLimited: boolean;
}

const NOBODY: Suggestions = { people: [], isSearching: false, isLimited: false };

/** Suggestions for the text: known people at once, and after a pause people of the directory. */
export function useSuggestions(text: string, chosen: readonly Address[], isOpen: boolean): Suggestions {
  const { id } = useUser();
  const permission = usePermission('people.read');
  const wanted = text.trim();
  const isWanted = isOpen && wanted.length >= leastCharacters;
  const paused = usePaused(wanted);
  const found = useQuery({
    ...peopleQuery(paused, mostFound),
    enabled: isWanted && paused === wanted && permission === 'granted',
    // Until the next response arrives, the results of the last one that still match.
    placeholderData: keepPreviousData,
  });
  // Requested before anything is typed, to be available in time.
  const { data: sent, dataUpdatedAt: sentReadAt } = useQuery(sentQuery);
  const written = useMemo(() => {
    const known = correspondentsOf(id);
    const isKnown = new Set(known.map(({ address }) => address.toLowerCase()));
    // People to whom the user wrote from this device are already included.
    const elsewhere = (sent ?? []).filter(({ to }) => !isKnown.has(to.address.toLowerCase()));
    return withWritten(known, elsewhere, sentReadAt);
  }, [id, sent, sentReadAt]);
  const current = useMemo(() => {
    if (!isWanted) {
      return NOBODY.people;
    }
    const isCurrent = !found.isPlaceholderData && paused === wanted;
    const sources = {
      written,
      seen: knownPeople(),
      found: (found.data ?? []).filter((person) => isCurrent || isBeginning(person, wanted)),
    };
    return suggestionsFor(wanted, sources, chosen);
  }, [isWanted, wanted, paused, chosen, written, found.data, found.isPlaceholderData]);
  const people = useStableOrder(isWanted ? wanted : '', current, chosen);
  if (!isWanted) {
    return NOBODY;
  }
  return {
    people,
    isSearching: permission === 'granted' && (paused !== wanted || found.isFetching),
    isLimited: permission === 'consent_required',
  };
}

/** While the text is the same, the shown entries stay in their places. */
function useStableOrder(
  text: string,
  current: readonly Suggestion[],
  chosen: readonly Address[],
): readonly Suggestion[] {
  const [shown, setShown] = useState({ text, current, people: current });
  if (shown.text === text && shown.current === current) {
    return shown.people;
  }
  const people = shown.text === text ? withLate(shown.people, current, chosen) : current;
  setShown({ text, current, people });
  return people;
}

/** The people to whom the user wrote last, on any device: requires only the permission to read mail. */
const sentQuery = queryOptions({
  queryKey: ['sent-to'],
  queryFn: async ({ signal }) => {
    const { items } = await asideMail.messages({ folder: 'sentitems', top: 50 }, { signal });
    return items.flatMap((message) => message.to.map((to) => ({ to, at: Date.parse(message.receivedAt ?? '') || 0 })));
  },
  staleTime: 10 * 60_000,
});

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      setPaused(text);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return paused;
}
