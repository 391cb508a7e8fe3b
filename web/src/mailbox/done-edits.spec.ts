import { DoneEdits } from './done-edits.js';

describe('what was done to folders', () => {
  it('is taken back from the newest on, each once', () => {
    const edits = new DoneEdits<string>();
    edits.add('second', 2);
    edits.add('first', 1);
    expect([edits.takeNewerThan(0), edits.takeNewerThan(0), edits.takeNewerThan(0)]).toEqual([
      'second',
      'first',
      undefined,
    ]);
  });

  it('waits while mail was changed after it', () => {
    const edits = new DoneEdits<string>();
    edits.add('folder', 5);
    expect(edits.takeNewerThan(6)).toBeUndefined();
    expect(edits.takeNewerThan(4)).toBe('folder');
  });

  it('is not taken back again when its notice did', () => {
    const edits = new DoneEdits<string>();
    edits.add('folder', 5);
    edits.forget('folder');
    edits.forget('another');
    expect(edits.takeNewerThan(0)).toBeUndefined();
  });
});
