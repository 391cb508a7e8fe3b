import { speak } from '../texts/t.js';
import { fromStart } from './from-start.js';

describe('a distance from the start of a box', () => {
  afterEach(() => {
    speak('en', {}, []);
  });

  it('is from its left, and from its right when lines begin there', () => {
    const box = { left: 100, right: 300 };
    expect(fromStart(box, 24)).toBe(124);
    speak('ar', {}, []);
    expect(fromStart(box, 24)).toBe(276);
  });
});
