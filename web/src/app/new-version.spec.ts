import { isOtherVersion } from './new-version.js';

describe('a new version of the app', () => {
  const page = (src: string): string => `<head><script type="module" crossorigin src="${src}"></script></head>`;

  it('is one whose page begins with another script', () => {
    expect(isOtherVersion(page('/assets/index-new.js'), '/assets/index-old.js')).toBe(true);
    expect(isOtherVersion(page('/assets/index-old.js'), '/assets/index-old.js')).toBe(false);
  });

  it('is not detected by a response that is not a page of the app, nor without a script of its own', () => {
    expect(isOtherVersion('Bad gateway', '/assets/index-old.js')).toBe(false);
    expect(isOtherVersion('', '/assets/index-old.js')).toBe(false);
    expect(isOtherVersion(page('/assets/index-new.js'), undefined)).toBe(false);
  });
});
