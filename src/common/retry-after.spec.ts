import { retryAfterSeconds } from './retry-after.js';

const now = Date.parse('2026-11-22T10:00:00Z');

describe('a Retry-After header', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    [' 7 ', 7],
    ['1.5', 2],
    ['10,10', 10],
    ['10, 20', 10],
    ['60;', 60],
    ['999999999', 3600],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ])('%j means %d seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });

  it.each([undefined, '', 'soon', '1e999x', '-1', '7 May', '5s', '2026-11-22T10:00:30Z'])(
    '%j means nothing',
    (header) => {
      expect(retryAfterSeconds(header, now)).toBeUndefined();
    },
  );
});
