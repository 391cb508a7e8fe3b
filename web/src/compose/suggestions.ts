import type { Address } from '../client/index.js';
import { sameAddress } from '../drafts/recipients.js';
import { type Correspondent, weight } from '../mailbox/correspondents.js';
import type { Person } from '../mailbox/people-query.js';

/** A suggested person; `note`: what else is known about them. */
export interface Suggestion extends Address {
  readonly note?: string | undefined;
}

export interface PeopleSources {
  /** People to whom the user has written, from this device and from Sent Items. */
  readonly written: readonly Correspondent[];
  /** People in the loaded mail. */
  readonly seen: readonly Address[];
  /** People that the service has found. */
  readonly found: readonly Person[];
}

const MOST = 8;
/** The remaining entries are for the directory. */
const mostKnown = 5;

/**
 * People to whom the user writes come first, then people in the loaded mail, then the results of the service. Those arrive later and are
 * below, so nothing that is shown moves under the user's finger. Each address is listed once, without the chosen recipients.
 */
export function suggestionsFor(
  text: string,
  { written, seen, found }: PeopleSources,
  chosen: readonly Address[],
  now = Date.now(),
): Suggestion[] {
  const left = new Set(chosen.map(({ address }) => address.toLowerCase()));
  const take = (people: readonly Address[], most: number): Suggestion[] => {
    const taken: Suggestion[] = [];
    for (const { name, address } of people) {
      if (taken.length >= most || left.has(address.toLowerCase())) {
        continue;
      }
      left.add(address.toLowerCase());
      taken.push({ ...(name === undefined || name === '' ? {} : { name }), address });
    }
    return taken;
  };
  const byWeight = [...written].sort((a, b) => weight(b, now) - weight(a, now));
  const known = take([...beginning(byWeight, text), ...beginning(seen, text), ...containing(seen, text)], mostKnown);
  const all = [...known, ...take(found, MOST - known.length)];
  const details = new Map(found.map((person) => [person.address.toLowerCase(), person]));
  return all.map((one) => {
    const person = details.get(one.address.toLowerCase());
    return { ...one, note: person === undefined ? undefined : noteOf(person) };
  });
}

/**
 * Puts late results for the same text below the shown ones. The user therefore never taps another person than the one they read. `shown`
 * is the list so far, `current` is the list as it would be if everything had arrived at once.
 */
export function withLate(
  shown: readonly Suggestion[],
  current: readonly Suggestion[],
  chosen: readonly Address[],
): readonly Suggestion[] {
  const isIn = (people: readonly Address[], one: Address): boolean =>
    people.some(({ address }) => sameAddress(address, one.address));
  const remaining = shown
    .filter((one) => !isIn(chosen, one))
    .map((one) => ({ ...one, note: current.find(({ address }) => address === one.address)?.note ?? one.note }));
  return [...remaining, ...current.filter((one) => !isIn(shown, one))].slice(0, MOST);
}

/** The option that isn't a person: it searches for more people. */
export const findMore = 'find more';

/** The option below (`1`) or above (`-1`) the active one, around the ends; options are addresses. */
export function neighbour(options: readonly string[], active: string | undefined, step: 1 | -1): string | undefined {
  const index = active === undefined ? -1 : options.indexOf(active);
  return step === 1 ? options[(index + 1) % options.length] : options.at(index <= 0 ? -1 : index - 1);
}

/** Whether each word of the text is the beginning of a word in the name or in the address. */
export function isBeginning({ name = '', address }: Address, text: string): boolean {
  const parts = `${name} ${address}`.toLowerCase().split(/[\s.,;'"()<>@_-]+/);
  const whole = [name.toLowerCase(), address.toLowerCase()];
  const words = wordsOf(text);
  return (
    words.length > 0 &&
    words.every((word) => parts.some((part) => part.startsWith(word)) || whole.some((one) => one.startsWith(word)))
  );
}

function beginning(people: readonly Address[], text: string): readonly Address[] {
  return people.filter((one) => isBeginning(one, text));
}

function containing(people: readonly Address[], text: string): readonly Address[] {
  const words = wordsOf(text);
  return people.filter(({ name = '', address }) =>
    words.every((word) => `${name} ${address}`.toLowerCase().includes(word)),
  );
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s,;'"()<>]+/)
    .filter((word) => word !== '');
}

function noteOf({ jobTitle, department }: Person): string | undefined {
  const known = [jobTitle, department].filter((part) => part !== undefined && part.trim() !== '');
  return known.length === 0 ? undefined : known.join(', ');
}
