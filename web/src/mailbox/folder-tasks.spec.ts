import { parseFolderTask } from './folder-tasks.js';

const task = { id: 'T', folder: 'F', task: 'empty', state: 'running', total: 3, done: 1, failed: 0 };

describe('what an event says of a task', () => {
  it('is taken when it is one', () => {
    expect(parseFolderTask(JSON.stringify(task))).toEqual(task);
  });

  it.each(['', '{', 'null', '[]', JSON.stringify({ ...task, state: 'new' }), JSON.stringify({ ...task, done: '1' })])(
    'is left alone when it is %s',
    (data) => {
      expect(parseFolderTask(data)).toBeUndefined();
    },
  );
});
