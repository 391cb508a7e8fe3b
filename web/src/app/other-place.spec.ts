import { otherBrowserText } from './other-browser.js';

describe('the notice of a session that is used elsewhere', () => {
  it.each([
    ['{"browser":"Firefox"}', 'browser', 'Firefox sent'],
    ['{"browser":"Chrome","country":"FR"}', 'country', 'Chrome in France sent'],
    ['{"browser":"Chrome","country":"T1"}', 'country', 'Chrome in an unknown country sent'],
    ['{"browser":"","country":"<b>"}', 'browser', 'Another browser sent'],
    ['nonsense', 'browser', 'Another browser sent'],
  ])('of %s names another %s: %s', (data, what, body) => {
    const text = otherBrowserText(data);
    expect(text.title).toBe(`Your session is also used in another ${what}`);
    expect(text.body).toBe(`${body} requests with it. If that wasn’t you, sign out.`);
  });
});
