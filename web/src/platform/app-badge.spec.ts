import { closePage, network } from './testing/fake-page.js';
import { clearAppBadge } from './app-badge.js';

describe('the number on the icon', () => {
  afterAll(closePage);

  it('is removed if it is supported; nothing is thrown if it is not, or if the browser refuses', async () => {
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
