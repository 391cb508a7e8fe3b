import { notices, notify } from './notify.js';

describe('notices', () => {
  beforeEach(() => {
    notices.set([]);
  });

  const shown = (): string[] => notices.get().map(({ title }) => title);

  it('are the last three, and a new one does not remove one with an action', () => {
    notify({ title: 'Sending…', action: { label: 'Undo', run: () => undefined } });
    for (const title of ['a', 'b', 'c', 'd']) {
      notify({ title });
    }
    expect(shown()).toEqual(['Sending…', 'c', 'd']);
  });

  it('include the last one also when all earlier ones have an action', () => {
    for (const title of ['a', 'b', 'c']) {
      notify({ title, action: { label: 'Undo', run: () => undefined } });
    }
    notify({ title: 'd' });
    expect(shown()).toEqual(['b', 'c', 'd']);
  });
});
