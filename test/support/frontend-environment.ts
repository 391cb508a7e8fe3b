import type { Sandbox } from '../../sandbox/src/index.js';
import { TestEnvironment } from './test-environment.js';
import { UserAgent, type ReplicaEndpoint } from './user-agent.js';

/** Users at one frontend of the process. */
export class FrontendEnvironment extends TestEnvironment {
  constructor(
    sandbox: Sandbox,
    origin: string,
    private readonly endpoints: readonly ReplicaEndpoint[],
  ) {
    super(sandbox, origin);
  }

  override browser(): UserAgent {
    return new UserAgent(this.origin, this.endpoints);
  }
}
