import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Logger, Problem } from '../common/index.js';
import { getPhoto, GraphClient, graphPath, GraphProblem, withQuery, type GraphStream } from '../graph/index.js';
import type { LiveSession } from '../session/index.js';
import type { People, PeopleQuery, Person } from './people.js';

const read = { method: 'GET', permissions: ['people.read'] } as const;

const text = z.string().nullish();
const listSchema = z.object({ value: z.array(z.unknown()) });
const personSchema = z.object({
  id: text,
  displayName: text,
  jobTitle: text,
  department: text,
  scoredEmailAddresses: z.array(z.object({ address: text })).nullish(),
  personType: z.object({ class: text, subclass: text }).nullish(),
});
const userSchema = z.object({ id: text, displayName: text, jobTitle: text, department: text, mail: text });

/** Whom the user writes to first, and then the directory. */
@Injectable()
export class PeopleReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly logger: Logger,
  ) {}

  /** Each address once. One of the two sources may fail; what the other knows is answered. */
  async find(session: LiveSession, { search = '', top }: PeopleQuery): Promise<People> {
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
    const path = graphPath`/users/${id}/photo/$value`;
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
        $select: 'id,displayName,jobTitle,department,scoredEmailAddresses,personType',
      }),
    });
    return listOf(answer).flatMap((item) => {
      const { data } = personSchema.safeParse(item);
      const address = data?.scoredEmailAddresses?.find((each) => isAddress(each.address))?.address;
      if (data === undefined || typeof address !== 'string' || data.personType?.class?.toLowerCase() === 'group') {
        return [];
      }
      const isInDirectory = data.personType?.subclass?.toLowerCase() === 'organizationuser';
      return [personOf({ ...data, id: isInDirectory ? data.id : undefined }, address)];
    });
  }

  /** Only when something is searched: nobody wants the first ten of a large organisation. */
  async #directory(session: LiveSession, search: string, top: number): Promise<Person[]> {
    if (search === '' || session.user.accountType === 'personal') {
      return [];
    }
    const value = search.replaceAll("'", "''");
    const properties = ['displayName', 'givenName', 'surname', 'mail', 'userPrincipalName'];
    const answer = await this.graph.json(session, {
      ...read,
      operation: 'search directory',
      refusedInput: 'search',
      path: withQuery('/users', {
        $filter: properties.map((property) => `startswith(${property},'${value}')`).join(' or '),
        $top: top,
        $select: 'id,displayName,jobTitle,department,mail',
      }),
    });
    return listOf(answer).flatMap((item) => {
      const { data } = userSchema.safeParse(item);
      return data !== undefined && isAddress(data.mail) ? [personOf(data, data.mail)] : [];
    });
  }
}

function listOf(answer: unknown): readonly unknown[] {
  const { data, error } = listSchema.safeParse(answer);
  if (data === undefined) {
    throw new GraphProblem('graph_error', { cause: error });
  }
  return data.value;
}

function personOf(
  { id, displayName, jobTitle, department }: Omit<z.output<typeof userSchema>, 'mail'>,
  address: string,
): Person {
  return {
    name: displayName ?? '',
    address,
    ...(jobTitle ? { jobTitle } : {}),
    ...(department ? { department } : {}),
    ...(id ? { id } : {}),
  };
}

function isAddress(value: string | null | undefined): value is string {
  return typeof value === 'string' && /^[^\s@<>]+@[^\s@<>]+$/.test(value);
}

/** The first of an address keeps its place, and takes over what only a later one knows. */
function eachOnce(people: readonly Person[]): Person[] {
  const known = new Map<string, Person>();
  for (const person of people) {
    const key = person.address.toLowerCase();
    const before = known.get(key);
    known.set(key, before === undefined ? person : { ...person, ...before });
  }
  return [...known.values()];
}
