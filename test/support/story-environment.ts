import { TestSystem } from './test-system.js';

/**
 * The environment of a story: a service in this process, or a running installation, e.g. docker compose, if `STORY_URL`
 * (the service) and `STORY_SANDBOX_URL` (the pages of its sandbox) name one.
 */
export class StoryEnvironment {
  private constructor(
    readonly origin: string,
    /** Resets the local Entra and Graph. */
    readonly reset: () => Promise<void>,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<StoryEnvironment> {
    const { STORY_URL: origin, STORY_SANDBOX_URL: pages } = process.env;
    if (origin !== undefined && pages !== undefined) {
      return new StoryEnvironment(
        origin,
        () => resetSandbox(pages),
        () => Promise.resolve(),
      );
    }
    const system = await TestSystem.start();
    return new StoryEnvironment(
      system.origin,
      () => {
        system.sandbox.control.reset();
        return Promise.resolve();
      },
      () => system.close(),
    );
  }
}

async function resetSandbox(pages: string): Promise<void> {
  const answer = await fetch(`${pages}/_sandbox/control/reset`, { method: 'POST', headers: { 'x-sandbox': '1' } });
  if (!answer.ok) {
    throw new Error(`the sandbox was not reset: ${answer.status}`);
  }
}
