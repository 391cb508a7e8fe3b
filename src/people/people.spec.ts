import { personIdSchema } from './people.js';

describe('the id of a person', () => {
  it.each(['11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa', "bob.o'neil@contoso.example", 'bob_x.example#EXT#@contoso.example'])(
    'is an object id or a name: %s',
    (id) => {
      expect(personIdSchema.safeParse(id).success).toBe(true);
    },
  );

  it.each(['.', '..', 'bob/../me', 'bob\\x', 'bob\n', ''])('is one segment of a path: %j', (id) => {
    expect(personIdSchema.safeParse(id).success).toBe(false);
  });
});
