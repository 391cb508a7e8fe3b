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

  it('are not undone while a later change of mail can be undone', () => {
    const edits = new DoneEdits<string>();
    edits.add('folder', 5);
    expect(edits.takeNewerThan(6)).toBeUndefined();
    expect(edits.takeNewerThan(4)).toBe('folder');
  });

  it('are not undone again after their notice has done so', () => {
    const edits = new DoneEdits<string>();
    edits.add('folder', 5);
    edits.remove('folder');
    edits.remove('another');
    expect(edits.takeNewerThan(0)).toBeUndefined();
  });
});
