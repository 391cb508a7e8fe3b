import { complaintsAbout } from '../support/real-answers/seen.js';
import { playsOf } from '../support/real-answers/table.js';
import { TokenScenarios } from '../support/real-answers/token-scenarios.js';
import { TestSystem } from '../support/test-system.js';

/** The observed responses of the token and the authorize endpoint, line by line (test/real-answers). */
describe('a response of Entra', () => {
  let system: TestSystem;
  let scenarios: TokenScenarios;

  beforeAll(async () => {
    system = await TestSystem.start();
    scenarios = new TokenScenarios(system);
  }, 60_000);

  afterAll(() => system.close());

  it.each(playsOf(({ where }) => where === 'token' || where === 'authorize'))('%s', async (_, playable) => {
    expect(complaintsAbout(playable.play.expect, await scenarios.play(playable))).toEqual([]);
  });
});
