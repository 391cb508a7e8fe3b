import { inputOf, repliesOf } from './automatic-replies-form.js';
import { localTime } from '../ui/dates.js';

const now = new Date('2026-12-03T12:00:00Z');
const replies = {
  status: 'always',
  externalAudience: 'contacts',
  start: null,
  end: null,
  internalMessage: '<div>Away &amp; <b>offline</b></div><div>Alice</div>',
  externalMessage: '',
} as const;

describe('automatic replies', () => {
  it('are shown as text, with a future time', () => {
    const past = { ...replies, start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' };
    expect(repliesOf(replies, now)).toMatchObject({ internal: 'Away & offline\nAlice', start: localTime(now) });
    expect(repliesOf(past, now).start).toBe(localTime(now));
    expect(repliesOf({ ...past, end: '2026-12-24T00:00:00Z' }, now).start).toBe(localTime(new Date(past.start)));
  });

  it('preserve the layout of an unchanged text', () => {
    const form = repliesOf(replies, now);
    expect(inputOf(form)).toEqual({ status: 'always', externalAudience: 'contacts' });
    expect(inputOf({ ...form, internal: 'Back <soon>\nA' })).toEqual({
      status: 'always',
      externalAudience: 'contacts',
      internalMessage: '<p>Back &lt;soon&gt;<br>A</p>',
    });
  });

  it('end after they begin', () => {
    const form = { ...repliesOf(replies, now), status: 'scheduled', start: '2026-12-03T08:00' } as const;
    expect(inputOf({ ...form, end: '2026-12-03T09:00' })).toMatchObject({
      start: new Date('2026-12-03T08:00').toISOString(),
      end: new Date('2026-12-03T09:00').toISOString(),
    });
    expect([inputOf({ ...form, end: '2026-12-03T07:00' }), inputOf({ ...form, end: '' })]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
