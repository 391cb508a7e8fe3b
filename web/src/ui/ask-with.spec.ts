import { jest } from '@jest/globals';
import { askWith } from './ask-with.js';

describe('a question with a dialog that is loaded on demand', () => {
  const log: string[] = [];
  const ask = (dialog: string): void => {
    log.push(`asks with ${dialog}`);
  };
  const fail = (): void => {
    log.push('fails');
  };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    log.length = 0;
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is shown as soon as the dialog is loaded', async () => {
    await askWith(() => Promise.resolve('it'), ask, fail);
    expect(log).toEqual(['asks with it']);
  });

  it('is dropped when the dialog can’t be loaded', async () => {
    await askWith(() => Promise.reject(new Error('offline')), ask, fail);
    expect(log).toEqual(['fails']);
  });

  it('is dropped when the dialog arrives while the user does something else', async () => {
    const slow = new Promise<string>((resolve) => {
      setTimeout(resolve, 20_000, 'it');
    });
    const asked = askWith(() => slow, ask, fail);
    jest.advanceTimersByTime(20_000);
    await asked;
    expect(log).toEqual(['fails']);
  });
});
