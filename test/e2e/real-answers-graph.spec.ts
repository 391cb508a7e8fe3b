import { GraphScenarios } from '../support/real-answers/graph-scenarios.js';
import { complaintsAbout } from '../support/real-answers/seen.js';
import { playsOf, type RealAnswer } from '../support/real-answers/table.js';
import { TestSystem } from '../support/test-system.js';

function isPlayedHere({ where }: RealAnswer): boolean {
  return where === 'graph' || where === 'batch';
}

/** The observed responses of Graph, line by line (test/real-answers). */
describe('a response of Graph', () => {
  let system: TestSystem;
  let scenarios: GraphScenarios;

  beforeAll(async () => {
    // Each play begins a quarter of an hour after the one before.
    system = await TestSystem.start({
      SESSION_IDLE_TIMEOUT_SECONDS: '200000',
      SESSION_ABSOLUTE_TIMEOUT_SECONDS: '200000',
    });
    scenarios = new GraphScenarios(system);
  }, 60_000);

  afterAll(() => system.close());

  it.each(playsOf(isPlayedHere))('%s', async (_, playable) => {
    expect(complaintsAbout(playable.play.expect, await scenarios.play(playable))).toEqual([]);
  });
});
