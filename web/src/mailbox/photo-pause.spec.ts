import type { Problem } from '../client/index.js';
import { photoPauseMs } from './photo-pause.js';

function problem(code: string, retryAfterSeconds?: number): Problem {
  return { code, status: 0, title: '', traceId: undefined, retryAfterSeconds } as Problem;
}

describe('the pause after a photo that could not be loaded', () => {
  it.each([
    ['nobody waits for others when somebody has none', problem('not_found'), 0],
    ['nor when it was given up', undefined, 0],
    ['others wait as long as the service asks for', problem('throttled', 7), 7_000],
    ['or a minute', problem('throttled'), 60_000],
    ['a minute too when it is refused', problem('forbidden'), 60_000],
  ])('%s', (_, why, expected) => {
    expect(photoPauseMs(why)).toBe(expected);
  });
});
