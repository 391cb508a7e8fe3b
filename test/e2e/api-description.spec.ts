import { jsonOf } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

describe('the description of the API', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });

  afterAll(() => system.close());

  it('is a page that a developer opens in their browser', async () => {
    const page = await system.browser().navigate('/api/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  });

  it('is a document that tools fetch', async () => {
    const document = await system.browser().navigate('/api/docs-json');
    expect(jsonOf(document)).toMatchObject({ openapi: expect.stringMatching(/^3\./) as string });
  });

  it('lists no other endpoint', async () => {
    const answer = await system.browser().navigate('/api/docs-other');
    expect([answer.status, jsonOf(answer)['code']]).toEqual([403, 'csrf_rejected']);
  });
});
