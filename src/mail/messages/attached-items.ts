interface ItemFile {
  readonly extension: '.eml' | '.ics' | '.vcf';
  readonly contentType: string;
}

const files: readonly (readonly [pattern: RegExp, file: ItemFile])[] = [
  [/^text\/calendar|#microsoft\.graph\.event$/i, { extension: '.ics', contentType: 'text/calendar' }],
  [/^text\/(?:x-)?vcard|#microsoft\.graph\.contact$/i, { extension: '.vcf', contentType: 'text/vcard' }],
  [
    /^message\/rfc822|#microsoft\.graph\.(?:message|eventMessage\w*|post)$/i,
    { extension: '.eml', contentType: 'message/rfc822' },
  ],
];

/** The file of an attached item, by the media type of its bytes or by its type in Graph. */
export function itemExtension(type: string): ItemFile | undefined {
  return files.find(([pattern]) => pattern.test(type))?.[1];
}

export function withExtension(name: string, extension: string): string {
  return name.toLowerCase().endsWith(extension) ? name : `${name === '' ? 'attachment' : name}${extension}`;
}
