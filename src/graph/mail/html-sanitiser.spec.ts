import { sanitiseHtml } from './html-sanitiser.js';

describe('x', () => {
  it('loads', () => {
    expect(
      sanitiseHtml('<b>x</b><script>1</script>', { allowsRemoteContent: false, inlineImage: () => undefined }).html,
    ).toBe('<b>x</b>');
  });
});
