import { TestSystem } from './test-system.js';

/** Two replicas for the tests of a `describe`; before each one Entra and Graph are reset. */
export function withPair(begin: (system: TestSystem) => void): void {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair();
    begin(system);
  }, 60_000);

  beforeEach(() => {
    system.reset();
  });

  afterAll(() => system.close());
}
