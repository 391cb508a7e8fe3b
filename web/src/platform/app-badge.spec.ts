import { closePage, network } from './testing/fake-page.js';
import { clearAppBadge } from './app-badge.js';

describe('the number on the icon', () => {
  afterAll(closePage);

  it('is removed where it is supported, and nothing is thrown where it is not or the browser refuses', async () => {
    expect(clearAppBadge).not.toThrow();
    let cleared = 0;
    const refuse = () => {
      cleared += 1;
      return Promise.reject(new DOMException('not installed', 'NotAllowedError'));
    };
    Object.assign(network, { clearAppBadge: refuse });
    clearAppBadge();
    await Promise.resolve();
    expect(cleared).toBe(1);
  });
});
