import { pastedFiles } from './pasted-files.js';

const plan = new File([], 'plan.pdf');
const picture = new File([], 'image.png', { type: 'image/png' });

function copied(files: readonly File[], text?: string): DataTransfer {
  const types = [...(text === undefined ? [] : ['text/plain']), 'Files'];
  return { files, types, getData: () => text ?? '' } as unknown as DataTransfer;
}

describe('what is pasted', () => {
  it('is the files that were copied', () => {
    expect(pastedFiles(copied([plan, picture]))).toEqual([plan, picture]);
  });

  it('is the files also where a system puts their names, or their places, beside them', () => {
    expect(pastedFiles(copied([plan], 'plan.pdf'))).toEqual([plan]);
    expect(pastedFiles(copied([plan, picture], '/Users/ann/plan.pdf\nimage.png\n'))).toEqual([plan, picture]);
  });

  it('is the text where a program puts a picture of it beside it', () => {
    expect(pastedFiles(copied([picture], 'Ann\t1\nBob\t2'))).toEqual([]);
    expect(pastedFiles(copied([picture], ''))).toEqual([]);
  });

  it('is nothing where there is nothing', () => {
    expect([pastedFiles(null), pastedFiles(copied([]))]).toEqual([[], []]);
  });
});
