import { pastedFiles } from './pasted-files.js';

const plan = new File([], 'plan.pdf');
const picture = new File([], 'image.png', { type: 'image/png' });

function copied(files: readonly File[], text?: string): DataTransfer {
  const types = [...(text === undefined ? [] : ['text/plain']), 'Files'];
  return { files, types, getData: () => text ?? '' } as unknown as DataTransfer;
}

describe('the files to paste', () => {
  it('are those that were copied', () => {
    expect(pastedFiles(copied([plan, picture]))).toEqual([plan, picture]);
  });

  it('are those that were copied when the text is only their names or paths', () => {
    expect(pastedFiles(copied([plan], 'plan.pdf'))).toEqual([plan]);
    expect(pastedFiles(copied([plan, picture], '/Users/ann/plan.pdf\nimage.png\n'))).toEqual([plan, picture]);
  });

  it('are none when a program added a picture of the text', () => {
    expect(pastedFiles(copied([picture], 'Ann\t1\nBob\t2'))).toEqual([]);
    expect(pastedFiles(copied([picture], ''))).toEqual([]);
  });

  it('are none when the clipboard has none', () => {
    expect([pastedFiles(null), pastedFiles(copied([]))]).toEqual([[], []]);
  });
});
