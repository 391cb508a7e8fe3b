import type { Problem } from '../client/index.js';
import { photoPauseMs } from './photo-pause.js';

function problem(code: string, retryAfterSeconds?: number): Problem {
  return { code, status: 0, title: '', traceId: undefined, retryAfterSeconds } as Problem;
}

describe('the pause after a photo that could not be loaded', () => {
  it.each([
    ['is absent when a person has no photo', problem('not_found'), 0],
    ['is absent after a cancelled request', undefined, 0],
    ['is as long as the service states', problem('throttled', 7), 7_000],
    ['is a minute by default', problem('throttled'), 60_000],
    ['is a minute when the request is refused', problem('forbidden'), 60_000],
  ])('%s', (_, why, expected) => {
    expect(photoPauseMs(why)).toBe(expected);
  });
});
