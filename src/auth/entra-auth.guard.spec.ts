import { EntraAuthGuard } from './entra-auth.guard.js';
import type { StrategyTask } from './strategy-task.js';

class Guard extends EntraAuthGuard {
  protected override taskFor(): StrategyTask {
    throw new Error('not asked for');
  }
}

describe('the result of the strategy', () => {
  const guard = new Guard();

  it('is the user', () => {
    expect(guard.handleRequest(null, { name: 'somebody' })).toEqual({ name: 'somebody' });
  });

  it('is the failure as it was thrown, even if a user comes with it', () => {
    const failure = new Error('boom');

    expect(() => guard.handleRequest(failure, { name: 'somebody' })).toThrow(failure);
  });

  it.each([false, null] as const)('is never without a user (%j)', (nobody) => {
    expect(() => guard.handleRequest(null, nobody)).toThrow('without a user');
    expect(() => guard.handleRequest(undefined, nobody)).toThrow('without a user');
  });
});
