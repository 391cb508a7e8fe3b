import type { Metrics } from '../common/index.js';
import { ActiveSessions } from './active-sessions.js';

describe('active sessions', () => {
  it('are counted once each', () => {
    let read = (): number => -1;
    const gauge = (_name: string, value: () => number): void => {
      read = value;
    };
    const active = new ActiveSessions({ gauge } as unknown as Metrics);
    expect(read()).toBe(0);
    active.note('one');
    active.note('one');
    active.note('two');
    expect(read()).toBe(2);
  });
});
