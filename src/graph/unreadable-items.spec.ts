import { Observed } from '../../test/support/observed.js';
import { UnreadableItems } from './unreadable-items.js';

describe('unreadable items', () => {
  it('are counted by kind, with one line of log for a response', () => {
    const observed = new Observed();
    const items = new UnreadableItems(observed.logger, observed);
    items.note('message', 3);

    expect(observed.counted).toEqual(['bff_unreadable_items_total {"kind":"message"} 3']);
    expect(observed.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ kind: 'message', count: 3 }),
    ]);
  });

  it('are not reported when there are none', () => {
    const observed = new Observed();
    new UnreadableItems(observed.logger, observed).note('folder', 0);

    expect([observed.counted, observed.lines]).toEqual([[], []]);
  });
});
