import type { Attachment } from '../client/index.js';
import type { DraftAttachment } from './draft.js';
import { DraftUploads } from './draft-uploads.js';

function file(id: string): DraftAttachment {
  return { id, name: `${id}.txt`, contentType: 'text/plain', size: 1 };
}
function attachment(id: string): Attachment {
  return {
    id,
    name: id,
    contentType: 'text/plain',
    size: 1,
    isInline: false,
    contentId: null,
    kind: 'file',
    url: null,
  };
}

function uploadsFixture() {
  const running: {
    id: string;
    signal: AbortSignal;
    onProgress: (fraction: number) => void;
    resolve: (attachment: Attachment) => void;
    reject: (error: unknown) => void;
  }[] = [];
  const uploaded: string[] = [];
  const uploads = new DraftUploads({
    upload: ({ id }, options) =>
      new Promise((resolve, reject) => {
        running.push({ id, ...options, resolve, reject });
        options.signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      }),
    onUploaded: ({ id }, { id: remoteId }) => uploaded.push(`${id} is ${remoteId}`),
  });
  const states = (): unknown[] => [...uploads.states.get()].map(([id, { kind }]) => `${id} ${kind}`);
  return { uploads, running, uploaded, states };
}

function turn(): Promise<void> {
  return new Promise(setImmediate);
}

describe('the files of a draft', () => {
  it('are uploaded one after the other', async () => {
    const { uploads, running, uploaded, states } = uploadsFixture();
    uploads.start(file('a'));
    uploads.start(file('b'));
    uploads.start(file('a'));
    await turn();
    expect(states()).toEqual(['a running', 'b waiting']);
    running[0]?.onProgress(0.5);
    expect(uploads.states.get().get('a')).toEqual({ kind: 'running', fraction: 0.5 });
    running[0]?.resolve(attachment('A'));
    await turn();
    expect([running.map(({ id }) => id), uploaded]).toEqual([['a', 'b'], ['a is A']]);
    running[1]?.resolve(attachment('B'));
    await uploads.finish();
    expect([states(), uploaded]).toEqual([[], ['a is A', 'b is B']]);
  });

  it('that are cancelled end their requests, and the next one is uploaded', async () => {
    const { uploads, running, uploaded, states } = uploadsFixture();
    uploads.start(file('a'));
    uploads.start(file('b'));
    uploads.start(file('c'));
    await turn();
    uploads.cancel('b');
    uploads.cancel('a');
    await turn();
    expect([running[0]?.signal.aborted, states(), uploaded]).toEqual([true, ['c running'], []]);
  });

  it('that failed have an error, prevent finishing, and can be retried', async () => {
    const { uploads, running, states } = uploadsFixture();
    uploads.start(file('a'));
    await turn();
    running[0]?.reject(new Error('no network'));
    await expect(uploads.finish()).rejects.toThrow('no network');
    expect(states()).toEqual(['a failed']);
    uploads.start(file('a'));
    await turn();
    running[1]?.resolve(attachment('A'));
    await uploads.finish();
    expect(states()).toEqual([]);
  });
});
