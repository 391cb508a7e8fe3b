import { isUtf8 } from 'node:buffer';

import { GraphProblem } from '../graph-problem.js';
import { summaryOf, timeOrNull } from './graph-message.js';
import { pageOf } from './page.js';
import { KnownNames, NotReadable, RawJson } from './raw-json.js';

/** A page of a message list, its items as the JSON of our answer with one character per byte of UTF-8. */
export interface SummaryPage {
  readonly items: string;
  readonly nextLink: string | undefined;
}

const names = new KnownNames([
  'id',
  'conversationId',
  'subject',
  'from',
  'toRecipients',
  'receivedDateTime',
  'isRead',
  'isDraft',
  'hasAttachments',
  'importance',
  'flag',
  'bodyPreview',
  'emailAddress',
  'name',
  'address',
  'flagStatus',
  '@odata.etag',
]);

/**
 * Graph's list in our words, without making values of it: strings go from the one text to the other as they are
 * written. Whatever is unusual is parsed and mapped by `summaryOf`, which says what is meant; a test holds the two
 * together.
 * @throws GraphProblem `graph_error`
 */
export function summaryPageOf(body: Buffer): SummaryPage {
  return rewritten(body) ?? mapped(body);
}

export function mapped(body: Buffer): SummaryPage {
  const { items, nextLink } = pageOf(parsed(body));
  return { items: Buffer.from(JSON.stringify(items.map(summaryOf))).toString('latin1'), nextLink };
}

/** Undefined for what is to be parsed. */
export function rewritten(body: Buffer): SummaryPage | undefined {
  if (!isUtf8(body)) {
    return undefined;
  }
  try {
    return readPage(new RawJson(body, names));
  } catch (error) {
    if (error instanceof NotReadable) {
      return undefined;
    }
    throw error;
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    // The parser's own error would quote the mail in the log.
    throw new GraphProblem('graph_error', { cause: new SyntaxError('the answer is not JSON') });
  }
}

function readPage(json: RawJson): SummaryPage {
  let items: string | undefined;
  let nextLink: string | undefined;
  json.enterObject();
  for (let name = json.nextName(); name !== undefined; name = json.nextName()) {
    if (name === 'value') {
      items = readItems(json);
    } else if (name === '@odata.nextLink' && json.isString) {
      nextLink = String(JSON.parse(Buffer.from(json.string(), 'latin1').toString()));
    } else if (name === '@odata.nextLink') {
      throw new NotReadable();
    } else {
      json.skip();
    }
  }
  json.expectEnd();
  if (items === undefined) {
    throw new NotReadable();
  }
  return { items, nextLink };
}

function readItems(json: RawJson): string {
  let items = '';
  json.enterArray();
  while (json.nextElement()) {
    items += (items === '' ? '' : ',') + readSummary(json);
  }
  return `[${items}]`;
}

function readSummary(json: RawJson): string {
  let id = '""';
  let conversationId = 'null';
  let subject = '""';
  let from = 'null';
  let to = '[]';
  let receivedAt = 'null';
  let isRead = 'false';
  let isDraft = 'false';
  let hasAttachments = 'false';
  let importance = '"normal"';
  let flagged = 'false';
  let preview = '""';
  json.enterObject();
  for (let name = json.nextName(); name !== undefined; name = json.nextName()) {
    switch (name) {
      case 'id':
        id = json.string();
        break;
      case 'conversationId':
        conversationId = readTextOr('null', json);
        break;
      case 'subject':
        subject = readTextOr('""', json);
        break;
      case 'from':
        from = readAddress(json);
        break;
      case 'toRecipients':
        to = readAddresses(json);
        break;
      case 'receivedDateTime':
        receivedAt = readTime(json);
        break;
      case 'isRead':
        isRead = readFlag(json);
        break;
      case 'isDraft':
        isDraft = readFlag(json);
        break;
      case 'hasAttachments':
        hasAttachments = readFlag(json);
        break;
      case 'importance':
        importance = readImportance(json);
        break;
      case 'flag':
        flagged = readFlagStatus(json);
        break;
      case 'bodyPreview':
        preview = readTextOr('""', json);
        break;
      default:
        json.skip();
    }
  }
  if (id === '""') {
    throw new NotReadable();
  }
  return `{"id":${id},"conversationId":${conversationId},"subject":${subject},"from":${from},"to":${to},"receivedAt":${receivedAt},"isRead":${isRead},"isDraft":${isDraft},"hasAttachments":${hasAttachments},"importance":${importance},"flagged":${flagged},"preview":${preview}}`;
}

function readTextOr(absent: string, json: RawJson): string {
  return json.isString ? json.string() : readNull(absent, json);
}

function readNull(absent: string, json: RawJson): string {
  if (json.literal() !== 'null') {
    throw new NotReadable();
  }
  return absent;
}

function readFlag(json: RawJson): string {
  return json.literal() === 'true' ? 'true' : 'false';
}

function readTime(json: RawJson): string {
  const time = readTextOr('null', json);
  return timeOrNull(time.slice(1, -1)) === null ? plain('null', time) : time;
}

function readImportance(json: RawJson): string {
  const importance = readTextOr('""', json);
  return importance === '"low"' || importance === '"high"' ? importance : plain('"normal"', importance);
}

function readFlagStatus(json: RawJson): string {
  let status = '""';
  if (entersObject(json)) {
    for (let name = json.nextName(); name !== undefined; name = json.nextName()) {
      if (name === 'flagStatus') {
        status = readTextOr('""', json);
      } else {
        json.skip();
      }
    }
  }
  return status === '"flagged"' ? 'true' : plain('false', status);
}

/** A text with an escape may be another spelling of the one that is looked for. */
function plain(otherwise: string, text: string): string {
  if (text.includes('\\')) {
    throw new NotReadable();
  }
  return otherwise;
}

function readAddresses(json: RawJson): string {
  let addresses = '';
  json.enterArray();
  while (json.nextElement()) {
    const address = readAddress(json);
    if (address !== 'null') {
      addresses += (addresses === '' ? '' : ',') + address;
    }
  }
  return `[${addresses}]`;
}

function readAddress(json: RawJson): string {
  let address = 'null';
  if (entersObject(json)) {
    for (let name = json.nextName(); name !== undefined; name = json.nextName()) {
      if (name === 'emailAddress') {
        address = readEmailAddress(json);
      } else {
        json.skip();
      }
    }
  }
  return address;
}

function readEmailAddress(json: RawJson): string {
  let name = '""';
  let address = '""';
  if (!entersObject(json)) {
    return 'null';
  }
  for (let member = json.nextName(); member !== undefined; member = json.nextName()) {
    if (member === 'name') {
      name = readTextOr('""', json);
    } else if (member === 'address') {
      address = readTextOr('""', json);
    } else {
      json.skip();
    }
  }
  return `{"name":${name},"address":${address}}`;
}

/** False when `null` stands in its place. */
function entersObject(json: RawJson): boolean {
  if (!json.isObject) {
    readNull('', json);
    return false;
  }
  json.enterObject();
  return true;
}
