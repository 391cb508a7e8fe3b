import { parseFolderTask } from './folder-tasks.js';

const task = { id: 'T', folder: 'F', task: 'empty', state: 'running', total: 3, done: 1, failed: 0 };

describe('the event of a folder task', () => {
  it('is accepted when it is valid', () => {
    expect(parseFolderTask(JSON.stringify(task))).toEqual(task);
  });

  it.each(['', '{', 'null', '[]', JSON.stringify({ ...task, state: 'new' }), JSON.stringify({ ...task, done: '1' })])(
    'is ignored when it is %s',
    (data) => {
      expect(parseFolderTask(data)).toBeUndefined();
    },
  );
});
