import { World } from './world.js';

/** Two replicas for the tests of a `describe`; before each one Entra and Graph forget what the last has done. */
export function withPair(begin: (world: World) => void): void {
  let world: World;

  beforeAll(async () => {
    world = await World.startPair();
    begin(world);
  }, 60_000);

  beforeEach(() => {
    world.reset();
  });

  afterAll(() => world.close());
}
