import { parseAwaited } from './awaited.js';

const planned = { permission: 'mail.write', then: { kind: 'template' } };

describe('what a stored draft says of a trip to Microsoft', () => {
  it.each([
    ['what it was for, and what was to be done then', planned, planned],
    ['only the permission, by an earlier version', 'mail.send', { permission: 'mail.send' }],
    ['nothing', undefined, undefined],
    ['what names no permission', { then: { kind: 'template' } }, undefined],
  ])('%s', (_, stored, expected) => {
    expect(parseAwaited(stored)).toEqual(expected);
  });
});
