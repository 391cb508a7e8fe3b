import { withPictures } from './picture-marks.js';
import { perform } from './sanitiser-task.js';

describe('the remote pictures of a message', () => {
  it('get addresses up to a number that no real message reaches', () => {
    const html = Array.from({ length: 3_000 }, (_, index) => `<img src="https://x.example/${index}.png">`).join('');
    const result = perform({
      html,
      allowsRemoteContent: true,
      message: 'm',
      inlineImages: new Map(),
      namedImages: new Map(),
      pictureMark: 'mark-',
    });
    const shown = withPictures(result, 'mark-', (address) => `sealed:${address}`);

    expect(result.pictures).toHaveLength(2_000);
    expect(shown).toContain('sealed:https://x.example/1999.png');
    expect(shown).not.toContain('2000.png');
    expect(shown).not.toContain('mark-');
  });
});
