/** The messages of the benchmark's Graph: 25, together 20 KB as Graph writes them, and their mapped layout. */
export const listPath = pathOfList(25);
export const shortListPath = pathOfList(5);

function pathOfList(top) {
  return `/v1.0/me/mailFolders/inbox/messages?$top=${top}&$select=id,conversationId,subject,from,toRecipients,receivedDateTime,isRead,isDraft,hasAttachments,importance,flag,bodyPreview&$orderby=receivedDateTime%20desc`;
}

const sentences = [
  'The draft of the quarterly plan is ready; please look at section three before Thursday’s meeting.',
  'Attached is the invoice for October. Payment is due within thirty days of receipt.',
  'Could you tell me whether the room on the second floor is free on Friday afternoon?',
  'Danke für die schnelle Antwort – wir sehen uns nächste Woche in Zürich.',
  'The build is green again \u{1F389} and the release candidate went out this morning.',
];

function person(number) {
  return { emailAddress: { name: `Person Number ${number}`, address: `person.${number}@contoso.example` } };
}

function messageOf(index, previewLength) {
  const text = Array.from({ length: Math.ceil(previewLength / 70) }, (_, at) => sentences[(index + at) % 5]).join(' ');
  return {
    '@odata.etag': `W/"CQAAABYAAAAiIsqMbYjsT5e/T7KzowPTAAA${1000 + index}"`,
    id: `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${String(index).padStart(4, '0')}${'x'.repeat(60)}AAA=`,
    receivedDateTime: `2026-01-${String(1 + index).padStart(2, '0')}T09:15:00Z`,
    hasAttachments: index % 3 === 0,
    subject: `Re: ${sentences[index % 5].slice(0, 48)}`,
    bodyPreview: text.slice(0, previewLength),
    importance: 'normal',
    conversationId: `AAQkAGVmMDEzMTM4LTZmYWUtNDdkNC1hMDZiLTU1OGY5OTZhYmY4OAAQA${1000 + index}=`,
    isRead: index % 2 === 0,
    isDraft: false,
    from: person(index),
    toRecipients: [person(index + 100)],
    flag: { flagStatus: index % 7 === 0 ? 'flagged' : 'notFlagged' },
    categories: [],
    inferenceClassification: 'focused',
  };
}

export function graphList(origin, previewLength = 150, count = 25) {
  return {
    '@odata.context': `${origin}/v1.0/$metadata#users('me')/mailFolders('inbox')/messages`,
    value: Array.from({ length: count }, (_, index) => messageOf(index, previewLength)),
    '@odata.nextLink': `${origin}${pathOfList(count)}&$skip=${count}`,
  };
}

/** A message as Graph returns it for `$select` with body and headers, and `$expand`. */
export function graphMessage() {
  return {
    ...messageOf(1, 150),
    ccRecipients: [],
    bccRecipients: [],
    replyTo: [],
    sentDateTime: '2026-01-02T09:15:00Z',
    parentFolderId: 'inbox',
    categories: [],
    body: { contentType: 'html', content: `<html><body><p>${sentences.join('</p><p>')}</p></body></html>` },
    internetMessageHeaders: [],
    attachments: [],
  };
}

export function graphFolders() {
  const value = ['Inbox', 'Drafts', 'Sent Items', 'Deleted Items'].map((displayName) => ({
    id: displayName,
    displayName,
    parentFolderId: 'root',
    childFolderCount: 0,
    unreadItemCount: 1,
    totalItemCount: 2,
    isHidden: false,
  }));
  return { value };
}

/** The mapping of the second limit and of the sample: to the layout of our API, in plain code. */
export function mapped({ value, '@odata.nextLink': nextLink }) {
  return {
    items: value.map((message) => ({
      id: message.id,
      conversationId: message.conversationId,
      subject: message.subject,
      from: address(message.from),
      to: message.toRecipients.map(address),
      receivedAt: message.receivedDateTime,
      isRead: message.isRead,
      isDraft: message.isDraft,
      hasAttachments: message.hasAttachments,
      importance: message.importance,
      flagged: message.flag.flagStatus === 'flagged',
      categories: message.categories,
      inferenceClassification: message.inferenceClassification,
      preview: message.bodyPreview,
    })),
    nextCursor: nextLink === undefined ? null : Buffer.from(nextLink).toString('base64url'),
  };
}

function address({ emailAddress }) {
  return { name: emailAddress.name, address: emailAddress.address };
}
