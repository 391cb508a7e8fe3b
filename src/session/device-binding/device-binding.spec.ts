import {
  deviceBindingSchema,
  isOffered,
  offered,
  refreshed,
  unbound,
  type BoundDevice,
  type DeviceBinding,
} from './device-binding.js';

const minuteMs = 60_000;
const proofMs = 300_000;

const bound: BoundDevice = {
  state: 'confirmed',
  id: 'binding',
  key: { x: 'x', y: 'y' },
  thumbprint: 'thumbprint',
  challenge: { value: 'current', issuedAt: 0 },
  previous: { value: 'before', replacedAt: 0 },
  provedUntil: proofMs,
};

describe('the offer of a binding', () => {
  function offersAt(...times: readonly number[]): DeviceBinding {
    return times.reduce<DeviceBinding>((binding, now) => offered(binding, `at ${now}`, now) ?? binding, unbound);
  }

  it('is made at once, and again a minute later', () => {
    expect(offersAt(0)).toEqual({ state: 'offered', offers: 1, challenges: [{ value: 'at 0', issuedAt: 0 }] });
    expect(offered(offersAt(0), 'next', minuteMs - 1)).toBeUndefined();
    expect(offered(offersAt(0), 'next', minuteMs)).toMatchObject({ offers: 2 });
  });

  it('is made three times at most', () => {
    const three = offersAt(0, minuteMs, 2 * minuteMs);

    expect(three).toMatchObject({ offers: 3 });
    expect(offered(three, 'next', 60 * minuteMs)).toBeUndefined();
  });

  it.each(['registered', 'confirmed'] as const)('is not made to a session that is %s', (state) => {
    expect(offered({ ...bound, state }, 'next', 60 * minuteMs)).toBeUndefined();
  });

  it.each([
    ['the newest', 'at 60000', 2 * minuteMs - 1, true],
    ['the one before', 'at 0', 2 * minuteMs - 1, true],
    ['one that is two minutes old', 'at 0', 2 * minuteMs, false],
    ['one that was never given', 'at 1', minuteMs, false],
  ])('can be answered with %s: %s at %i ms, %s', (_which, value, now, expected) => {
    expect(isOffered(offersAt(0, minuteMs), value, now)).toBe(expected);
  });

  it('cannot be answered by a session that has no offer, or is bound', () => {
    expect(isOffered(unbound, 'current', 0)).toBe(false);
    expect(isOffered(bound, 'current', 0)).toBe(false);
  });

  it('forgets expired challenges', () => {
    expect(offersAt(0, minuteMs, 3 * minuteMs)).toMatchObject({ challenges: [{ value: 'at 180000' }] });
  });
});

describe('a refresh', () => {
  const decide = (challenge: string | undefined, now: number, binding = bound) =>
    refreshed(binding, challenge, { now, proofMs, next: 'next' });

  it('with the current challenge moves on to the next, and keeps the previous one', () => {
    expect(decide('current', 1_000)).toEqual({
      isProved: true,
      binding: {
        ...bound,
        challenge: { value: 'next', issuedAt: 1_000 },
        previous: { value: 'current', replacedAt: 1_000 },
        provedUntil: 1_000 + proofMs,
      },
    });
  });

  it('confirms a binding whose cookie was not seen yet', () => {
    expect(decide('current', 0, { ...bound, state: 'registered' }).binding.state).toBe('confirmed');
  });

  it('with the previous challenge is valid for twenty seconds, and changes nothing', () => {
    const inTime = decide('before', 19_999);
    expect(inTime.isProved).toBe(true);
    expect(inTime.binding).toBe(bound);

    const late = decide('before', 20_000);
    expect(late.isProved).toBe(false);
    expect(late.binding).toBe(bound);
  });

  it.each([undefined, 'never given', ''])('with %s gets the current challenge, and changes nothing', (challenge) => {
    expect(decide(challenge, 1_000)).toEqual({ isProved: false, binding: bound });
    expect(decide(challenge, 1_000).binding).toBe(bound);
  });

  it('gets a new challenge once the current one is two minutes older than a cookie lives', () => {
    const end = proofMs + 2 * minuteMs;
    expect(decide('current', end - 1).isProved).toBe(true);
    expect(decide('current', end)).toEqual({
      isProved: false,
      binding: { ...bound, challenge: { value: 'next', issuedAt: end }, previous: null },
    });
  });

  it('survives a clock that is behind that of the replica that wrote', () => {
    expect(decide('current', -5_000).isProved).toBe(true);
    expect(decide('before', -5_000).isProved).toBe(true);
  });
});

describe('the binding in a record', () => {
  it.each<DeviceBinding>([unbound, { state: 'offered', offers: 1, challenges: [{ value: 'v', issuedAt: 1 }] }, bound])(
    'is read as it was written: %j',
    (binding) => {
      expect(deviceBindingSchema.parse(JSON.parse(JSON.stringify(binding)))).toEqual(binding);
    },
  );

  it.each([{}, { state: 'odd' }, { ...bound, key: null }, { ...bound, thumbprint: undefined }])(
    'of another version is not read: %j',
    (value) => {
      expect(deviceBindingSchema.safeParse(value).success).toBe(false);
    },
  );
});
