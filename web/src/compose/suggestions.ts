import type { Address } from '../client/index.js';
import { type Correspondent, weight } from '../mailbox/correspondents.js';
import type { Person } from '../mailbox/people-query.js';

/** One of those who may be meant; `note`: what else is known of them. */
export interface Suggestion extends Address {
  readonly note?: string | undefined;
}

export interface PeopleSources {
  /** Whom the user has written to, from this device and from Sent Items. */
  readonly written: readonly Correspondent[];
  /** Who is in the mail that is loaded. */
  readonly seen: readonly Address[];
  /** What the service found. */
  readonly found: readonly Person[];
}

const MOST = 8;
/** The rest is for the directory. */
const MOST_KNOWN = 5;

/**
 * First whom one writes to, then who is in the mail that is loaded, and after them what the service finds: that comes later, and
 * nothing that is shown already moves under the user's finger. Each address once, without those who are chosen.
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
      if (taken.length >= most || left.has(address.toLowerCase())) continue;
      left.add(address.toLowerCase());
      taken.push({ ...(name === undefined || name === '' ? {} : { name }), address });
    }
    return taken;
  };
  const byWeight = [...written].sort((a, b) => weight(b, now) - weight(a, now));
  const known = take([...beginning(byWeight, text), ...beginning(seen, text), ...containing(seen, text)], MOST_KNOWN);
  const all = [...known, ...take(found, MOST - known.length)];
  const details = new Map(found.map((person) => [person.address.toLowerCase(), person]));
  return all.map((one) => {
    const person = details.get(one.address.toLowerCase());
    return { ...one, note: person === undefined ? undefined : noteOf(person) };
  });
}

/** Each word of the text begins a word of the name or of the address. */
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
