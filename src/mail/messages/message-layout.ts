/** A string as JSON writes it (RFC 8259 §7), quotes included. Each step begins with another character, so that none is tried twice. */
export const jsonString = String.raw`"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\x00-\x1f]*)*"`;

const address = String.raw`\{"name":${jsonString},"address":${jsonString}\}`;
const furtherAddress = new RegExp(String.raw`\{"emailAddress":(${address})\}`, 'g');
const truth = '(true|false)';
const textOrNull = `(?:(${jsonString})|null)`;
const flagDate = String.raw`"(?!flagStatus")\w+":\{"dateTime":${jsonString},"timeZone":${jsonString}\}`;
const otherValue = `(?:${jsonString}|true|false|null)`;

/** How Graph mostly writes a property; the group is what is passed on. */
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
  flag: String.raw`\{"flagStatus":"(\w+)"(?:,${flagDate})*\}`,
  bodyPreview: textOrNull,
} as const;

type Property = keyof typeof patterns;

/** Take part in no match: the groups of a property that a form does not have. */
const nothing = '(x^)?(x^)?';
const plainName = /^[\w.@]+$/;
/** More than Graph has for any message; V8 refuses an expression for thousands. */
const mostNames = 64;

export interface Rewritten {
  readonly json: string;
  /** Where the next character stands. */
  readonly end: number;
}

/**
 * The form of a message: which members it has, in which order. Whoever writes many messages writes them alike, so that one
 * regular expression reads each in one go and no value is made of it.
 */
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

  /** The message that begins there as JSON in our words; undefined when it is written otherwise. */
  rewrite(text: string, start: number): Rewritten | undefined {
    this.#pattern.lastIndex = start;
    const match = this.#pattern.exec(text);
    if (match === null) {
      return undefined;
    }
    const at = this.#groups;
    const further = match[at.toRecipients + 1]?.replace(furtherAddress, '$1') ?? '';
    const flagged = match[at.flag] === 'flagged' ? 'true' : 'false';
    const json = `{"id":${match[at.id] ?? ''},"conversationId":${match[at.conversationId] ?? 'null'},"subject":${match[at.subject] ?? '""'},"from":${match[at.from] ?? 'null'},"to":[${match[at.toRecipients] ?? ''}${further}],"receivedAt":${match[at.receivedDateTime] ?? 'null'},"isRead":${match[at.isRead] ?? 'false'},"isDraft":${match[at.isDraft] ?? 'false'},"hasAttachments":${match[at.hasAttachments] ?? 'false'},"importance":${match[at.importance] ?? '"normal"'},"flagged":${flagged},"preview":${match[at.bodyPreview] ?? '""'}}`;
    return { json, end: this.#pattern.lastIndex };
  }
}
