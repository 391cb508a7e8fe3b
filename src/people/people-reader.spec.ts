import { liveSession } from '../../test/support/mail-session.js';
import type { Logger } from '../common/index.js';
import { GraphProblem, type GraphCall, type GraphClient, type UnreadableItems } from '../graph/index.js';
import type { LiveSession } from '../session/index.js';
import { PeopleReader } from './people-reader.js';

const work = liveSession();
const personal: LiveSession = { ...work, user: { ...work.user, accountType: 'personal' } };
const ada = { displayName: 'Ada', mail: 'ada@contoso.example' };

/** The relevant people are unavailable; the directory is available. */
function reader(asked: string[] = []): PeopleReader {
  const graph = {
    json: (_: unknown, { path }: GraphCall) => {
      asked.push(path.split('?', 1)[0] ?? '');
      return path.startsWith('/me/people')
        ? Promise.reject(new GraphProblem('graph_unavailable'))
        : Promise.resolve({ value: [ada] });
    },
  } as unknown as GraphClient;
  const quiet = { warning: () => undefined, note: () => undefined };
  return new PeopleReader(graph, quiet as unknown as Logger, quiet as unknown as UnreadableItems);
}

describe('people, while the user’s correspondents cannot be read', () => {
  it.each([
    ['nothing is searched', work, ''],
    ['the account is personal, which has no directory', personal, 'ada'],
  ])('are an error when %s', async (_, session, search) => {
    const asked: string[] = [];

    await expect(reader(asked).find(session, { search, top: 10 })).rejects.toMatchObject({ code: 'graph_unavailable' });
    expect(asked).toEqual(['/me/people']);
  });

  it('are those of the directory when the user searches', async () => {
    await expect(reader().find(work, { search: 'ada', top: 10 })).resolves.toEqual({
      items: [{ name: 'Ada', address: 'ada@contoso.example' }],
    });
  });
});
