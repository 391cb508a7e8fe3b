import { parseAwaited } from './awaited.js';

const planned = { permission: 'mail.write', then: { kind: 'template' } };
const at = '2026-12-24T08:00:00.000Z';

describe('the redirect to Microsoft in a stored draft', () => {
  it.each([
    ['what it was for, and what was to be done then', { awaiting: planned }, planned],
    ['only the permission, by an earlier version', { awaiting: 'mail.send' }, { permission: 'mail.send' }],
    [
      'a time, by an earlier version',
      { awaiting: 'mail.send', awaitingTime: at, awaitingTemplate: false },
      { permission: 'mail.send', then: { kind: 'schedule', at } },
    ],
    ['a template, by an earlier version', { awaiting: 'mail.write', awaitingTemplate: true }, planned],
    [
      'a trip after those of an earlier version',
      { awaiting: { permission: 'mail.send' }, awaitingTime: at },
      { permission: 'mail.send' },
    ],
    ['nothing', {}, undefined],
    ['nothing any more, since an earlier version', { awaitingTime: at }, undefined],
    ['what names no permission', { awaiting: { then: { kind: 'template' } } }, undefined],
  ])('%s', (_, stored, expected) => {
    expect(parseAwaited(stored)).toEqual(expected);
  });
});
