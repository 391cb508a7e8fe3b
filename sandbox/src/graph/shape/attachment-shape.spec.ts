import { parseAttachmentSelect } from './attachment-shape.js';

describe('selecting properties of attachments', () => {
  it('reaches those of a file by a type cast', () => {
    expect(parseAttachmentSelect('id,name,microsoft.graph.fileAttachment/contentId')).toEqual([
      'id',
      'name',
      'contentId',
    ]);
  });

  it('refuses those of a file without the cast', () => {
    expect(() => parseAttachmentSelect('id,contentBytes')).toThrow(
      expect.objectContaining({ message: expect.stringContaining("named 'contentBytes'") as string }) as Error,
    );
  });
});
