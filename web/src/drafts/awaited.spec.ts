import { parseAwaited } from './awaited.js';

const planned = { permission: 'mail.write', then: { kind: 'template' } };
const at = '2026-12-24T08:00:00.000Z';

describe('the redirect to Microsoft in a stored draft', () => {
  it.each([
    ['the permission and the action to continue with', { awaiting: planned }, planned],
    ['only the permission, stored by an earlier version', { awaiting: 'mail.send' }, { permission: 'mail.send' }],
    [
      'a time, stored by an earlier version',
      { awaiting: 'mail.send', awaitingTime: at, awaitingTemplate: false },
      { permission: 'mail.send', then: { kind: 'schedule', at } },
    ],
    ['a template, stored by an earlier version', { awaiting: 'mail.write', awaitingTemplate: true }, planned],
    [
      'a redirect after those of an earlier version',
      { awaiting: { permission: 'mail.send' }, awaitingTime: at },
      { permission: 'mail.send' },
    ],
    ['nothing', {}, undefined],
    ['no redirect, stored by an earlier version', { awaitingTime: at }, undefined],
    ['a value without a permission', { awaiting: { then: { kind: 'template' } } }, undefined],
  ])('%s', (_, stored, expected) => {
    expect(parseAwaited(stored)).toEqual(expected);
  });
});
