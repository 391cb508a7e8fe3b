import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { BoundDevice } from './device-binding.js';
import { headerText, instructionsFor } from './device-headers.js';

describe('the scope of a device binding', () => {
  const { scope } = instructionsFor({ id: 'device' } as BoundDevice);
  const excluded = scope.scope_specification.map(({ path }) => path);
  const publicFiles = readdirSync(join(import.meta.dirname, '../../../web/public')).map((name) => `/${name}`);

  it.each([...publicFiles, '/service-worker.js'])('leaves out %s, which never needs a session', (path) => {
    expect(excluded).toContain(path);
  });
});

describe('the text of a header', () => {
  it.each([
    ['raw', 'abc.def', 'abc.def'],
    ['with blanks around', ' abc ', 'abc'],
    ['quoted, as the specification says', '"abc.def"', 'abc.def'],
    ['quoted, with a parameter', '"abc";reason="x"', 'abc'],
  ])('is accepted %s', (_how, value, expected) => {
    expect(headerText(value)).toBe(expected);
  });

  it.each([undefined, '', '  ', '""', '"abc', '"abc" x', ['a', 'b']])('is absent in %j', (value) => {
    expect(headerText(value)).toBeUndefined();
  });
});
