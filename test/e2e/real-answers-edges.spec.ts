import { BrowserScenarios } from '../support/real-answers/browser-scenarios.js';
import { complaintsAbout } from '../support/real-answers/seen.js';
import { playsOf } from '../support/real-answers/table.js';
import { UploadScenarios } from '../support/real-answers/upload-scenarios.js';
import { TestSystem } from '../support/test-system.js';

/**
 * The responses of upload sessions, and the requests of browsers, proxies and notifications, line by line
 * (test/real-answers).
 */
describe('a response of an upload session', () => {
  let system: TestSystem;
  let scenarios: UploadScenarios;

  beforeAll(async () => {
    system = await TestSystem.start();
    scenarios = new UploadScenarios(system);
  }, 60_000);

  afterAll(() => system.close());

  it.each(playsOf(({ where }) => where === 'upload'))('%s', async (_, playable) => {
    expect(complaintsAbout(playable.play.expect, await scenarios.play(playable))).toEqual([]);
  });
});

describe('a request in an unusual layout', () => {
  let scenarios: BrowserScenarios;

  beforeAll(async () => {
    scenarios = await BrowserScenarios.start();
  }, 60_000);

  afterAll(() => scenarios.close());

  it.each(playsOf(({ where }) => where === 'browser' || where === 'notification'))('%s', async (_, playable) => {
    expect(complaintsAbout(playable.play.expect, await scenarios.play(playable))).toEqual([]);
  });
});
