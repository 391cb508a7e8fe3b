import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Logger, Problem } from '../common/index.js';
import {
  getPhoto,
  GraphClient,
  graphPath,
  GraphProblem,
  UnreadableItems,
  withQuery,
  type GraphStream,
} from '../graph/index.js';
import type { LiveSession } from '../session/index.js';
import type { People, PeopleQuery, Person } from './people.js';

const read = { method: 'GET', permissions: ['people.read'], isOutsideMailbox: true } as const;

/** A photo is shown at 64 px at most, on screens of twice the density. */
const photoSize = '120x120';
const details = 'id,displayName,jobTitle,department,companyName,officeLocation';

const text = z.string().nullish();
const listSchema = z.object({ value: z.array(z.unknown()) });
const personSchema = z.object({
  id: text,
  displayName: text,
  jobTitle: text,
  department: text,
  companyName: text,
  officeLocation: text,
  phones: z.array(z.object({ type: text, number: text })).nullish(),
  scoredEmailAddresses: z.array(z.object({ address: text })).nullish(),
  personType: z.object({ class: text, subclass: text }).nullish(),
});
const userSchema = z.object({
  id: text,
  displayName: text,
  jobTitle: text,
  department: text,
  companyName: text,
  officeLocation: text,
  businessPhones: z.array(text).nullish(),
  mobilePhone: text,
  mail: text,
});
type Details = Pick<
  z.output<typeof personSchema>,
  'id' | 'displayName' | 'jobTitle' | 'department' | 'companyName' | 'officeLocation'
>;

/** The user's correspondents first, and then the directory. */
@Injectable()
export class PeopleReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly logger: Logger,
    private readonly unreadable: UnreadableItems,
  ) {}

  /** Each address once. Where both sources are read, one of them may fail; the result of the other is returned. */
  async find(session: LiveSession, { search = '', top }: PeopleQuery): Promise<People> {
    // Only for a search: nobody wants the first ten of a large organisation.
    if (search === '' || session.user.accountType === 'personal') {
      return { items: eachOnce(await this.#relevant(session, search, top)).slice(0, top) };
    }
    const [known, directory] = await Promise.allSettled([
      this.#relevant(session, search, top),
      this.#directory(session, search, top),
    ]);
    if (known.status === 'rejected' && (directory.status === 'rejected' || !(known.reason instanceof Problem))) {
      throw known.reason;
    }
    for (const source of [known, directory]) {
      if (source.status === 'rejected') {
        this.logger.warning({ err: source.reason as unknown }, 'people are listed from one source only');
      }
    }
    const people = [known, directory].flatMap((source) => (source.status === 'fulfilled' ? source.value : []));
    return { items: eachOnce(people).slice(0, top) };
  }

  photo(session: LiveSession, id: string): Promise<GraphStream> {
    const path = graphPath`/users/${id}/photos/${photoSize}/$value`;
    return getPhoto(this.graph, session, { ...read, operation: 'get photo of a person', path });
  }

  async #relevant(session: LiveSession, search: string, top: number): Promise<Person[]> {
    const answer = await this.graph.json(session, {
      ...read,
      operation: 'list relevant people',
      ...(search === '' ? {} : { refusedInput: 'search' }),
      path: withQuery('/me/people', {
        $search: search === '' ? undefined : `"${search.replace(/["\\]/g, ' ')}"`,
        $top: top,
        $select: `${details},phones,scoredEmailAddresses,personType`,
      }),
    });
    return this.#readable(personSchema, answer).flatMap((data) => {
      const address = data.scoredEmailAddresses?.find((each) => isAddress(each.address))?.address;
      if (typeof address !== 'string' || data.personType?.class?.toLowerCase() === 'group') {
        return [];
      }
      const isInDirectory = data.personType?.subclass?.toLowerCase() === 'organizationuser';
      const phones = (data.phones ?? []).map(({ type, number }) => phoneOf(type, number));
      return [personOf({ ...data, id: isInDirectory ? data.id : undefined }, address, phones)];
    });
  }

  async #directory(session: LiveSession, search: string, top: number): Promise<Person[]> {
    const value = search.replaceAll("'", "''");
    const properties = ['displayName', 'givenName', 'surname', 'mail', 'userPrincipalName'];
    const answer = await this.graph.json(session, {
      ...read,
      operation: 'search directory',
      refusedInput: 'search',
      path: withQuery('/users', {
        $filter: properties.map((property) => `startswith(${property},'${value}')`).join(' or '),
        $top: top,
        $select: `${details},businessPhones,mobilePhone,mail`,
      }),
    });
    return this.#readable(userSchema, answer).flatMap((data) => {
      if (!isAddress(data.mail)) {
        return [];
      }
      const business = (data.businessPhones ?? []).map((number) => phoneOf('business', number));
      return [personOf(data, data.mail, [...business, phoneOf('mobile', data.mobilePhone)])];
    });
  }

  #readable<S extends z.ZodType>(schema: S, answer: unknown): z.output<S>[] {
    const items = listOf(answer);
    const readable = items.flatMap((item) => {
      const { success, data } = schema.safeParse(item);
      return success ? [data] : [];
    });
    this.unreadable.note('person', items.length - readable.length);
    return readable;
  }
}

function listOf(answer: unknown): readonly unknown[] {
  const { data, error } = listSchema.safeParse(answer);
  if (data === undefined) {
    throw new GraphProblem('graph_error', { cause: error });
  }
  return data.value;
}

type Phone = NonNullable<Person['phones']>[number];

/** A private phone number is not for colleagues. */
function phoneOf(type: string | null | undefined, number: string | null | undefined): Phone | undefined {
  const kind = type?.toLowerCase() ?? '';
  if (!number?.trim() || kind.startsWith('home')) {
    return undefined;
  }
  return { kind: kind === 'business' || kind === 'mobile' ? kind : 'other', number: number.trim() };
}

function personOf(
  { id, displayName, jobTitle, department, companyName, officeLocation }: Details,
  address: string,
  phones: readonly (Phone | undefined)[],
): Person {
  const known = phones.filter((phone) => phone !== undefined);
  return {
    name: displayName ?? '',
    address,
    ...(jobTitle ? { jobTitle } : {}),
    ...(department ? { department } : {}),
    ...(companyName ? { company: companyName } : {}),
    ...(officeLocation ? { office: officeLocation } : {}),
    ...(known.length > 0 ? { phones: known } : {}),
    ...(id ? { id } : {}),
  };
}

function isAddress(value: string | null | undefined): value is string {
  return typeof value === 'string' && /^[^\s@<>]+@[^\s@<>]+$/.test(value);
}

/** The first of an address keeps its position, and gets the members that only a later one has. */
function eachOnce(people: readonly Person[]): Person[] {
  const known = new Map<string, Person>();
  for (const person of people) {
    const key = person.address.toLowerCase();
    const before = known.get(key);
    known.set(key, before === undefined ? person : { ...person, ...before });
  }
  return [...known.values()];
}
