import { failure } from '../platform/testing/failure.js';
import type { Sending } from './draft.js';
import { extendedHold, isDue, isExpired, isHeld, isMissed, mayHaveArrived, verdictOn } from './outbox-rules.js';
import { speak } from '../texts/t.js';
import { stateText } from './outbox-text.js';

const hour = 3_600_000;
function sending(change: Partial<Sending>): Sending {
  return {
    key: 'k',
    way: 'mailbox',
    since: 0,
    state: 'waiting',
    isAttempted: true,
    reason: undefined,
    ...change,
  };
}

describe('a message in the outbox', () => {
  it.each([
    ['network_unreachable', true, 'waiting'],
    ['graph_unavailable', true, 'waiting'],
    ['idempotency_in_progress', true, 'waiting'],
    ['login_required', true, 'waiting'],
    ['graph_timeout', false, 'waiting'],
    ['graph_timeout', true, 'uncertain'],
    ['graph_error', true, 'uncertain'],
    ['graph_error', false, 'refused'],
    ['consent_required', true, 'refused'],
    ['invalid_request', true, 'refused'],
  ])('after %s (sent: %s) is %s', (code, isSent, verdict) => {
    expect(verdictOn(failure(code), isSent)).toBe(verdict);
  });

  it.each([
    ['network_unreachable', true],
    ['graph_unavailable', true],
    ['graph_timeout', true],
    ['throttled', false],
    ['login_required', false],
  ])('after %s may have arrived: %s', (code, expected) => {
    expect(mayHaveArrived(failure(code))).toBe(expected);
  });

  it('that may have arrived is not shown as waiting', () => {
    const reason = 'You’re offline.';
    expect(stateText(sending({ reason, isAttempted: false }))).toBe('Waiting to be sent (You’re offline).');
    expect(stateText(sending({ reason }))).toBe(
      'It may have been sent. We’ll make sure as soon as we can (You’re offline).',
    );
  });

  it('states why in the current language, or as an earlier version of the app has stored it', () => {
    const offline = { kind: 'problem', code: 'network_unreachable', isOnline: false } as const;
    const waiting = sending({ reason: offline, isAttempted: false });
    const lost = sending({ state: 'refused', reason: { kind: 'file-gone', name: 'a.pdf' } });
    expect([waiting, lost].map(stateText)).toEqual([
      'Waiting to be sent (You’re offline).',
      'Not sent. “a.pdf” is no longer there. Attach it again.',
    ]);
    speak('de', { 'Waiting to be sent ({reason}).': 'Wartet ({reason}).', 'You’re offline': 'Sie sind offline' });
    expect(stateText(waiting)).toBe('Wartet (Sie sind offline).');
    expect(stateText({ ...waiting, reason: 'You’re offline.' })).toBe('Wartet (You’re offline).');
    speak('en', {});
  });

  it('is for the user to fix when what failed isn’t a response', () => {
    expect(verdictOn(new Error('the file is gone'), false)).toBe('refused');
  });

  it('is retried automatically while the service stores its key', () => {
    expect([isDue(sending({}), 22 * hour), isDue(sending({}), 24 * hour)]).toEqual([true, false]);
    expect(isExpired(sending({}), 24 * hour)).toBe(true);
  });

  it('that is held is neither due nor expired, unless the clock was set back', () => {
    const held = sending({ heldUntil: 10_000, isAttempted: false });
    expect([isHeld(held, 9_999), isDue(held, 9_999), isExpired(held, 9_999)]).toEqual([true, false, false]);
    expect([isHeld(held, 10_000), isDue(held, 10_000)]).toEqual([false, true]);
    expect(isDue({ ...held, heldUntil: 40 * hour }, 10_000)).toBe(true);
    expect(stateText(held)).toBe('Will be sent in a moment.');
  });

  it('that no page sent when it was due waits for the user', () => {
    const held = sending({ heldUntil: 10_000, isAttempted: false });
    const late = 10_000 + hour;
    expect([isMissed(held, 70_000), isDue(held, 70_000)]).toEqual([false, true]);
    expect([isMissed(held, late), isDue(held, late), isExpired(held, 100 * hour)]).toEqual([true, false, false]);
    expect(isDue({ ...held, heldUntil: undefined }, late)).toBe(true);
  });

  it('that never left the device may be retried at any time', () => {
    expect(isDue(sending({ isAttempted: false }), 100 * hour)).toBe(true);
  });

  it.each(['uncertain', 'refused'] as const)('that is %s is not retried by itself', (state) => {
    expect(isDue(sending({ state }), 1)).toBe(false);
  });

  it.each([
    ['has the same remaining time while the pointer is on its notice', { heldUntil: 9_000 }, 8_000, 13_000],
    ['is sent when its hold has ended', { heldUntil: 7_999 }, 8_000, undefined],
    ['is sent in the end, also when the pointer stays there', { heldUntil: 121_000 }, 120_000, undefined],
    ['is not held when it waits for a connection', {}, 8_000, undefined],
  ])('%s', (_, change, now, until) => {
    expect(extendedHold(sending({ isAttempted: false, ...change }), 5_000, now)).toBe(until);
  });
});
