import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { LogOutput } from './log-output.js';

function busy(): Error {
  return Object.assign(new Error('again'), { code: 'EAGAIN' });
}

describe('the log output', () => {
  const written: string[] = [];
  const failures: Error[] = [];
  let mostAtOnce = Number.POSITIVE_INFINITY;

  function output(): LogOutput {
    return new LogOutput((bytes) => {
      const failure = failures.shift();
      if (failure !== undefined) {
        throw failure;
      }
      const some = bytes.subarray(0, mostAtOnce);
      written.push(some.toString());
      return some.length;
    });
  }

  beforeEach(() => {
    jest.useFakeTimers();
    mostAtOnce = Number.POSITIVE_INFINITY;
    written.length = 0;
    failures.length = 0;
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('writes lines together, a few milliseconds later', () => {
    const log = output();
    log.write('one\n');
    log.write('two\n');
    expect(written).toEqual([]);

    jest.advanceTimersByTime(10);
    log.write('three\n');
    jest.advanceTimersByTime(10);

    expect(written).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('writes at once when much is waiting', () => {
    output().write('x'.repeat(8_192));

    expect(written).toHaveLength(1);
  });

  it('writes what is waiting when the process exits', () => {
    const before = process.rawListeners('exit');
    output().write('last words\n');
    const added = process.rawListeners('exit').filter((listener) => !before.includes(listener));
    expect(added).toHaveLength(1);

    (added[0] as () => void)();

    expect(written).toEqual(['last words\n']);
    expect(process.rawListeners('exit')).toHaveLength(before.length);
  });

  it('writes the rest when a pipe takes a part only, and waits for a reader that is behind', () => {
    mostAtOnce = 3;
    failures.push(busy());
    output().write('abcdef\n');
    jest.advanceTimersByTime(10);

    expect(written.join('')).toBe('abcdef\n');
  });

  it('goes on when nobody reads the log any more', () => {
    const log = output();
    failures.push(Object.assign(new Error('pipe'), { code: 'EPIPE' }));
    log.write('lost\n');
    jest.advanceTimersByTime(10);
    log.write('kept\n');
    jest.advanceTimersByTime(10);

    expect(written).toEqual(['kept\n']);
  });
});
