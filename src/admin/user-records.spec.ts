import type { StoredKeys } from '../redis/index.js';
import type { LiveSession, SessionStore, UserTags } from '../session/index.js';
import { liveSession } from '../../test/support/mail-session.js';
import { UserRecords } from './user-records.js';

const alice = liveSession('alice', '11111111-2222-3333-4444-55555555aaaa');
const bob = liveSession('bob', '11111111-2222-3333-4444-55555555bbbb');
const user = { objectId: '11111111-2222-3333-4444-55555555aaaa', tenantId: alice.user.tenantId };
const [keyed, plain, bobs] = ['k', 'p', 'b'].map((letter) => letter.repeat(22)) as [string, string, string];

describe('the stored data of a user', () => {
  function records(sessions: Record<string, LiveSession[]>, ...tags: readonly (string | undefined)[]): UserRecords {
    const keys = {
      // Redis may return a key twice during a scan.
      async *matching() {
        for (const userTag of [...Object.keys(sessions), ...Object.keys(sessions)]) {
          yield await Promise.resolve(`bff:session:v1:{${userTag}}:index`);
        }
      },
    } as unknown as StoredKeys;
    const store = { list: (userTag: string) => Promise.resolve(sessions[userTag] ?? []) } as unknown as SessionStore;
    return new UserRecords(keys, store, {
      existing: () => Promise.resolve(tags.filter((tag) => tag !== undefined)),
    } as unknown as UserTags);
  }

  it('are found under each tag, also those of an earlier version', async () => {
    const found = await records({ [keyed]: [alice], [bobs]: [bob], [plain]: [alice] }, keyed).sessionsOf(user);

    expect(found.map(({ userTag }) => userTag)).toEqual([keyed, plain]);
  });

  it('are found at the frontends of each app registration, also without sessions', async () => {
    const found = await records({ [bobs]: [bob] }, keyed, plain).sessionsOf(user);

    expect(found.map(({ userTag }) => userTag)).toEqual([keyed, plain]);
  });

  it('are found where the current tag cannot be known', async () => {
    const found = await records({ [bobs]: [bob], [plain]: [alice] }, undefined).sessionsOf(user);

    expect(found.map(({ userTag }) => userTag)).toEqual([plain]);
  });

  it('are found by the current tag when no sessions are left', async () => {
    expect(await records({ [bobs]: [bob] }, keyed).sessionsOf(user)).toEqual([{ userTag: keyed, sessions: [] }]);
  });
});
