import { badRequest } from '../graph-error.js';
import { hasFileAttachments, type Address, type MailItem } from '../mailbox/mail-item.js';
import { htmlToText } from '../mailbox/html-text.js';

type Test = (item: MailItem) => boolean;

function person(list: readonly (Address | null)[]): string {
  return list.map((each) => (each === null ? '' : `${each.name} ${each.address}`)).join(' ');
}

function recipients(item: MailItem): string {
  return person([...item.to, ...item.cc, ...item.bcc]);
}

const FIELDS: Readonly<Record<string, (item: MailItem) => string>> = {
  from: (item) => person([item.from]),
  to: (item) => person(item.to),
  cc: (item) => person(item.cc),
  bcc: (item) => person(item.bcc),
  recipients,
  participants: (item) => `${person([item.from])} ${recipients(item)}`,
  subject: (item) => item.subject,
  body: (item) => bodyText(item),
  attachment: (item) => item.attachments.map((each) => each.name).join(' '),
  category: (item) => item.categories.join(' '),
  importance: (item) => item.importance,
};

const textOfBody = new WeakMap<object, string>();

function bodyText(item: MailItem): string {
  const known = textOfBody.get(item.body);
  if (known !== undefined) {
    return known;
  }
  const text = item.body.contentType === 'html' ? htmlToText(item.body.content) : item.body.content;
  textOfBody.set(item.body, text);
  return text;
}

/** KQL compares the beginnings of words. In scripts without spaces between words, it finds the text anywhere. */
function contains(text: string, words: string): boolean {
  const haystack = text.toLowerCase();
  const needle = words.toLowerCase().replace(/\*$/, '');
  let at = haystack.indexOf(needle);
  while (at !== -1) {
    const before = haystack.charAt(at - 1);
    if (!/[a-z0-9]/.test(before) || !/^[a-z0-9]/.test(needle)) {
      return true;
    }
    at = haystack.indexOf(needle, at + 1);
  }
  return false;
}

function compareTime(read: (item: MailItem) => number, value: string): Test {
  const match = /^(>=|<=|>|<)?(.+?)(?:\.\.(.+))?$/.exec(value);
  const [, operator = '', first = '', last] = match ?? [];
  const start = Date.parse(first);
  if (Number.isNaN(start)) {
    return () => false;
  }
  const day = 24 * 60 * 60 * 1000;
  const end = last === undefined ? start + day : Date.parse(last) + day;
  switch (operator) {
    case '>=':
      return (item) => read(item) >= start;
    case '>':
      return (item) => read(item) >= start + day;
    case '<=':
      return (item) => read(item) < start + day;
    case '<':
      return (item) => read(item) < start;
    default:
      return (item) => read(item) >= start && read(item) < end;
  }
}

function fieldTest(field: string, value: string): Test | undefined {
  switch (field) {
    case 'hasattachment':
    case 'hasattachments':
      return (item) => hasFileAttachments(item) === /^(true|yes|1)$/i.test(value);
    case 'isread':
      return (item) => item.isRead === /^(true|yes|1)$/i.test(value);
    case 'received':
      return compareTime((item) => item.receivedAt, value);
    case 'sent':
      return compareTime((item) => item.sentAt, value);
    default: {
      const read = FIELDS[field];
      return read === undefined ? undefined : (item) => contains(read(item), value);
    }
  }
}

function anywhere(words: string): Test {
  return (item) =>
    [item.subject, person([item.from]), recipients(item)].some((text) => contains(text, words)) ||
    contains(bodyText(item), words) ||
    item.attachments.some((each) => contains(each.name, words));
}

function termTest(term: string): Test {
  const [, field, quotedValue, value] = /^([a-z]+)(?::|(?=[<>]=?))(?:"([^"]*)"|(.*))$/i.exec(term) ?? [];
  if (field !== undefined) {
    const test = fieldTest(field.toLowerCase(), quotedValue ?? value ?? '');
    if (test !== undefined) {
      return test;
    }
  }
  return anywhere(term.replace(/^"|"$/g, ''));
}

/** `OR` binds weaker than the implicit AND; `NOT` and `-` exclude. */
export function parseSearch(option: string): Test {
  const trimmed = option.trim();
  const quoted = /^"([\s\S]*)"$/.exec(trimmed)?.[1];
  if (quoted === undefined && !/^[\p{L}\p{N}_]+$/u.test(trimmed)) {
    const at = trimmed.search(/[^\p{L}\p{N}_]/u);
    throw badRequest(`Syntax error: character '${trimmed.charAt(at)}' is not valid at position ${at} in '${trimmed}'.`);
  }
  const expression = (quoted ?? trimmed).replace(/\\(["\\])/g, '$1');
  if (expression.trim() === '') {
    throw badRequest("The query parameter '$search' must not be empty.");
  }
  const terms = expression.match(/-?(?:[a-z]+:)?"[^"]*"|[^\s()]+/gi) ?? [];
  const groups: Test[][] = [[]];
  let negated = false;
  for (const term of terms) {
    if (term === 'OR') {
      groups.push([]);
    } else if (term === 'NOT') {
      negated = true;
    } else if (term !== 'AND') {
      const excluded = negated || (term.startsWith('-') && term.length > 1);
      const test = termTest(term.replace(/^-/, ''));
      groups.at(-1)?.push(excluded ? (item) => !test(item) : test);
      negated = false;
    }
  }
  return (item) => groups.some((group) => group.length > 0 && group.every((test) => test(item)));
}
