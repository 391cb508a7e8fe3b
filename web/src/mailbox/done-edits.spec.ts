import { DoneEdits } from './done-edits.js';

describe('the edits of folders', () => {
  it('are undone from the newest on, each once', () => {
    const edits = new DoneEdits<string>();
    edits.add('second', 2);
    edits.add('first', 1);
    expect([edits.takeNewerThan(0), edits.takeNewerThan(0), edits.takeNewerThan(0)]).toEqual([
      'second',
      'first',
      undefined,
    ]);
  });

  it('wait while mail was changed after them', () => {
    const edits = new DoneEdits<string>();
    edits.add('folder', 5);
    expect(edits.takeNewerThan(6)).toBeUndefined();
    expect(edits.takeNewerThan(4)).toBe('folder');
  });

  it('are not undone again when their notice did that', () => {
    const edits = new DoneEdits<string>();
    edits.add('folder', 5);
    edits.forget('folder');
    edits.forget('another');
    expect(edits.takeNewerThan(0)).toBeUndefined();
  });
});
