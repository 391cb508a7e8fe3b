import { randomBytes } from 'node:crypto';

import type { Sandbox } from '../../sandbox/src/index.js';
import { freePort } from './free-port.js';
import { Replica } from './replicas.js';
import { settingsFor, startSandboxFor, TestEnvironment, type Settings } from './test-environment.js';

/** One process of the built service on a Redis chosen by the test. */
export class Service extends TestEnvironment {
  private constructor(
    sandbox: Sandbox,
    readonly replica: Replica,
  ) {
    super(sandbox, `http://localhost:${replica.port}`);
  }

  static async start(redis: Settings, program?: string): Promise<Service> {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const sandbox = await startSandboxFor(origin);
    const keys = { ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64url')}` };
    const settings = { ...settingsFor(sandbox, origin), ...keys, ...redis };
    const service = new Service(sandbox, new Replica(port, settings, program));
    try {
      await service.replica.up();
    } catch (error) {
      await service.close();
      throw error;
    }
    return service;
  }

  async close(): Promise<void> {
    await this.replica.kill();
    await this.sandbox.close();
  }
}
