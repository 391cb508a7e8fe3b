import { randomUUID } from 'node:crypto';
import { ByteContent } from '../byte-content.js';
import { GraphError } from '../graph-error.js';
import type { Address, FollowupFlag, MailBody, MailContent, StoredAttachment } from '../mailbox/mail-item.js';
import { asArray, asBoolean, asBytes, asChoice, asObject, asString, isObject, type JsonObject } from './json-input.js';

function unknownProperty(name: string, type: string): GraphError {
  return new GraphError(
    400,
    'RequestBodyRead',
    `The property '${name}' does not exist on type '${type}'. Make sure to only use property names that are defined by the type.`,
  );
}

export function readAddress(value: unknown): Address {
  const { emailAddress } = asObject(value);
  const { name, address } = asObject(emailAddress ?? {});
  const text = address === undefined || address === null ? '' : asString(address).trim();
  return { name: name === undefined || name === null ? text : asString(name), address: text };
}

function readAddresses(value: unknown): readonly Address[] {
  return asArray(value).map(readAddress);
}

export function readBody(value: unknown): MailBody {
  const { contentType, content } = asObject(value);
  return {
    contentType:
      contentType === undefined ? 'text' : asChoice(contentType, ['text', 'html'], 'microsoft.graph.bodyType'),
    content: content === undefined || content === null ? '' : asString(content),
  };
}

function readFlag(value: unknown, now: number): FollowupFlag {
  const { flagStatus, startDateTime, dueDateTime } = asObject(value);
  const status = asChoice(flagStatus, ['notFlagged', 'complete', 'flagged'], 'microsoft.graph.followupFlagStatus');
  const zoned = (each: unknown): { dateTime: string; timeZone: string } => {
    const { dateTime, timeZone } = asObject(each);
    return { dateTime: asString(dateTime), timeZone: timeZone === undefined ? 'UTC' : asString(timeZone) };
  };
  return {
    flagStatus: status,
    ...(isObject(startDateTime) ? { startDateTime: zoned(startDateTime) } : {}),
    ...(isObject(dueDateTime) ? { dueDateTime: zoned(dueDateTime) } : {}),
    ...(status === 'complete'
      ? {
          completedDateTime: {
            dateTime: new Date(now).toISOString().slice(0, 10) + 'T00:00:00.0000000',
            timeZone: 'UTC',
          },
        }
      : {}),
  };
}

export function readAttachment(value: unknown, now: number): StoredAttachment {
  const body: JsonObject = asObject(value);
  const type = body['@odata.type'];
  if (type === undefined || !/^#?microsoft\.graph\.fileAttachment$/i.test(asString(type))) {
    throw new GraphError(
      400,
      'ErrorInvalidRequest',
      'Only attachments of the type #microsoft.graph.fileAttachment are supported here.',
    );
  }
  const name = asString(body['name'] ?? '');
  if (name === '') {
    throw new GraphError(400, 'ErrorRequiredPropertyMissing', "Required property 'Name' is missing.");
  }
  if (body['contentBytes'] === undefined) {
    throw new GraphError(400, 'ErrorRequiredPropertyMissing', "Required property 'ContentBytes' is missing.");
  }
  const contentType = body['contentType'];
  const contentId = body['contentId'];
  return {
    key: randomUUID(),
    name,
    contentType: typeof contentType === 'string' && contentType !== '' ? contentType : 'application/octet-stream',
    isInline: body['isInline'] === undefined ? false : asBoolean(body['isInline']),
    contentId: typeof contentId === 'string' ? contentId : null,
    content: ByteContent.of(asBytes(body['contentBytes'])),
    modifiedAt: now,
  };
}

type Writer = (value: unknown, now: number) => Partial<MailContent>;

const WRITERS: Readonly<Record<string, Writer>> = {
  subject: (value) => ({ subject: value === null ? '' : asString(value) }),
  body: (value) => ({ body: readBody(value) }),
  toRecipients: (value) => ({ to: readAddresses(value) }),
  ccRecipients: (value) => ({ cc: readAddresses(value) }),
  bccRecipients: (value) => ({ bcc: readAddresses(value) }),
  replyTo: (value) => ({ replyTo: readAddresses(value) }),
  from: (value) => ({ from: readAddress(value) }),
  sender: (value) => ({ sender: readAddress(value) }),
  importance: (value) => ({ importance: asChoice(value, ['low', 'normal', 'high'], 'microsoft.graph.importance') }),
  categories: (value) => ({ categories: asArray(value).map(asString) }),
  flag: (value, now) => ({ flag: readFlag(value, now) }),
  isRead: (value) => ({ isRead: asBoolean(value) }),
  isReadReceiptRequested: (value) => ({ isReadReceiptRequested: asBoolean(value) }),
  isDeliveryReceiptRequested: (value) => ({ isDeliveryReceiptRequested: asBoolean(value) }),
  inferenceClassification: (value) => ({
    inferenceClassification: asChoice(value, ['focused', 'other'], 'microsoft.graph.inferenceClassificationType'),
  }),
  internetMessageId: (value) => ({ internetMessageId: asString(value) }),
  internetMessageHeaders: (value) => ({
    headers: asArray(value).map((each) => {
      const { name, value: text } = asObject(each);
      if (!/^x-/i.test(asString(name))) {
        throw new GraphError(
          400,
          'InvalidInternetMessageHeader',
          `The internet message header name '${asString(name)}' should start with 'x-' or 'X-'.`,
        );
      }
      return { name: asString(name), value: asString(text) };
    }),
  }),
  singleValueExtendedProperties: (value) => ({
    extendedProperties: Object.fromEntries(
      asArray(value).map((each) => {
        const { id, value: text } = asObject(each);
        return [asString(id).toLowerCase(), asString(text)] as const;
      }),
    ),
  }),
  attachments: (value, now) => ({ attachments: asArray(value).map((each) => readAttachment(each, now)) }),
};

/** Set by the store only. A client may send them, and they are ignored. */
const readOnly = [
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'receivedDateTime',
  'sentDateTime',
  'hasAttachments',
  'bodyPreview',
  'parentFolderId',
  'conversationId',
  'conversationIndex',
  'isDraft',
  'webLink',
  'uniqueBody',
];

export function readMessage(value: unknown, now: number): Partial<MailContent> {
  const changes: Partial<MailContent> = {};
  for (const [name, member] of Object.entries(asObject(value))) {
    const writer = WRITERS[name];
    if (writer !== undefined) {
      Object.assign(changes, member === null && name !== 'subject' ? {} : writer(member, now));
    } else if (!name.includes('@odata') && !readOnly.includes(name)) {
      throw unknownProperty(name, 'microsoft.graph.message');
    }
  }
  return changes;
}

/**
 * The properties that can be changed on a message that is not a draft. They include subject and body, contrary to the
 * documentation (microsoftgraph/microsoft-graph-docs#11012, #11541).
 */
const alwaysWritable = [
  'isRead',
  'flag',
  'importance',
  'categories',
  'inferenceClassification',
  'headers',
  'subject',
  'body',
];

export function checkWritable(changes: Partial<MailContent>, isDraft: boolean): void {
  const refused = Object.keys(changes).find((name) => !isDraft && !alwaysWritable.includes(name));
  if (refused !== undefined) {
    throw new GraphError(400, 'ErrorInvalidPropertySet', 'Message is not draft.');
  }
}
