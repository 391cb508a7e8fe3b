/*
 * Why a regular expression reads JSON here, and why it may.
 *
 * The list of messages is the busiest route. Parsing Graph's answer, mapping it and writing it again costs three times what this
 * does (ADR 36), because every string is decoded into a value and encoded again, although it ends up as the same bytes.
 * So strings are copied as they are written, and only what stands between them is replaced.
 *
 *   1. A *layout* is the order of the names in one message. Graph writes all messages of a list, and of the next list, in the
 *      same layout. It is learned from the first message, which is parsed the simple way (summary-page.ts).
 *   2. For a layout one expression is built: `{"id":(…),"subject":(…),…}`, with a group for each value that we pass on.
 *      Values are matched as strictly as `summaryOf` would accept them: a string is a complete JSON string, a time is a time.
 *   3. Whatever deviates (another order, another type, white space) doesn't match, and the page is parsed the simple way.
 *      A mismatch costs time and is never wrong.
 *
 * Why it can't be fooled by content: a mail's text is inside of a JSON string, where every quote is escaped. `jsonString` ends at
 * the first quote that isn't escaped, so that no text can begin a member of the message.
 *
 * Why it's linear: each alternative begins with another character, so there is nothing to backtrack into.
 */

/** A string as JSON writes it (RFC 8259 §7), quotes included. Each step begins with another character, so that none is tried twice. */
export const jsonString = String.raw`"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\x00-\x1f]*)*"`;

const address = String.raw`\{"name":${jsonString},"address":${jsonString}\}`;
const furtherAddress = new RegExp(String.raw`\{"emailAddress":(${address})\}`, 'g');
const strings = String.raw`\[(${jsonString}(?:,${jsonString})*)?\]`;
const truth = '(true|false)';
const textOrNull = `(?:(${jsonString})|null)`;
const flagDate = String.raw`"(?!flagStatus")\w+":\{"dateTime":${jsonString},"timeZone":${jsonString}\}`;
const otherValue = `(?:${jsonString}|true|false|null)`;

/** How Graph writes a property; the group is what is passed on. */
const patterns = {
  id: String.raw`("[^"\\\x00-\x1f]+")`,
  conversationId: textOrNull,
  subject: textOrNull,
  from: String.raw`(?:\{"emailAddress":(${address})\}|null)`,
  toRecipients: String.raw`\[(?:\{"emailAddress":(${address})\}((?:,\{"emailAddress":${address}\})+)?)?\]`,
  receivedDateTime: String.raw`("(?!0001)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")`,
  isRead: truth,
  isDraft: truth,
  hasAttachments: truth,
  importance: '("(?:low|normal|high)")',
  flag: String.raw`\{"flagStatus":"([a-z]\w*)"(?:,${flagDate})*\}`,
  bodyPreview: textOrNull,
  categories: strings,
  inferenceClassification: '("(?:focused|other)")',
  isReadReceiptRequested: `(?:${truth}|null)`,
} as const;

type Property = keyof typeof patterns;

/** Groups that never match, for a property that the layout doesn't have. */
const nothing = '(x^)?(x^)?';
const plainName = /^[\w.@]+$/;
/** More than Graph has for any message; V8 refuses an expression for thousands. */
const mostNames = 64;

export interface Rewritten {
  readonly json: string;
  /** The position of the next character. */
  readonly end: number;
}

/** Which members a message has, and in which order; rewrites messages of that layout. */
export class MessageLayout {
  /** Of its members, in their order. */
  readonly names: string;
  readonly #pattern: RegExp;
  readonly #groups: Readonly<Record<Property, number>>;

  /** Undefined for names that Graph has for no message. */
  static of(names: readonly string[]): MessageLayout | undefined {
    const isUsual = names.length <= mostNames && names.includes('id') && names.every((name) => plainName.test(name));
    return isUsual ? new MessageLayout(names) : undefined;
  }

  private constructor(names: readonly string[]) {
    const groups = Object.fromEntries(Object.keys(patterns).map((name) => [name, 1]));
    let group = 3;
    const members = names.map((name) => {
      const pattern = Object.hasOwn(patterns, name) ? patterns[name as Property] : otherValue;
      if (pattern !== otherValue) {
        groups[name] = group;
        group += name === 'toRecipients' ? 2 : 1;
      }
      return `"${name.replaceAll('.', String.raw`\.`)}":${pattern}`;
    });
    this.names = names.join();
    this.#pattern = new RegExp(String.raw`${nothing}\{${members.join(',')}\}`, 'y');
    this.#groups = groups as Record<Property, number>;
  }

  /** The message that begins there as JSON of our API; undefined when it has another layout. */
  rewrite(text: string, start: number): Rewritten | undefined {
    this.#pattern.lastIndex = start;
    const match = this.#pattern.exec(text);
    if (match === null) {
      return undefined;
    }
    const at = this.#groups;
    const further = match[at.toRecipients + 1]?.replace(furtherAddress, '$1') ?? '';
    const flagged = match[at.flag] === 'flagged' ? 'true' : 'false';
    const receipt = match[at.isReadReceiptRequested] === 'true' ? ',"isReadReceiptRequested":true' : '';
    const json = `{"id":${match[at.id] ?? ''},"conversationId":${match[at.conversationId] ?? 'null'},"subject":${match[at.subject] ?? '""'},"from":${match[at.from] ?? 'null'},"to":[${match[at.toRecipients] ?? ''}${further}],"receivedAt":${match[at.receivedDateTime] ?? 'null'},"isRead":${match[at.isRead] ?? 'false'},"isDraft":${match[at.isDraft] ?? 'false'},"hasAttachments":${match[at.hasAttachments] ?? 'false'},"importance":${match[at.importance] ?? '"normal"'},"flagged":${flagged},"preview":${match[at.bodyPreview] ?? '""'},"categories":[${match[at.categories] ?? ''}],"inferenceClassification":${match[at.inferenceClassification] ?? '"focused"'}${receipt}}`;
    return { json, end: this.#pattern.lastIndex };
  }
}
