import { isUtf8 } from 'node:buffer';

import { GraphProblem, parsedJson } from '../../graph/index.js';
import { type GraphPage, pageOf, summaryOf } from '../model/index.js';
import { jsonString, MessageLayout, type Rewritten } from './message-layout.js';

/** A page of a message list, its items as the JSON of our answer with one character per byte of UTF-8. */
export interface SummaryPage {
  readonly items: string;
  /** The number of omitted messages. */
  readonly unreadable: number;
  readonly nextLink: string | undefined;
}

/** The part before the messages; only strings, so that `value` is that of the page. */
const beginning = new RegExp(String.raw`^\{(?:"[\w.@]+":${jsonString},)*"value":\[`);
/** The part after them; no other `value`, nor a name that an escape could make one. */
const ending = new RegExp(String.raw`^\](?:,"(?!value")[\w.@]+":(?:${jsonString}|\d+|true|false|null))*\}$`);
const comma = 0x2c;
const closingBracket = 0x5d;
const mostLayouts = 8;

/**
 * Translates Graph's lists into ours. Once the layout of Graph's messages is known, strings are copied from one text to the other
 * without making values of them (message-layout.ts explains it). Any other layout is parsed and mapped by `summaryOf`, which is the
 * specification: a property test compares the two.
 */
export class SummaryPages {
  /** The last used ones are tried first. */
  #layouts: readonly MessageLayout[] = [];

  /** @throws GraphProblem `graph_error` */
  read(body: Buffer): SummaryPage {
    return this.rewritten(body) ?? this.mapped(body);
  }

  /** Undefined for a page that must be parsed. */
  rewritten(body: Buffer): SummaryPage | undefined {
    try {
      return isUtf8(body) ? this.#rewritten(body) : undefined;
    } catch (error) {
      // A string of millions of escapes overflows the stack of a regular expression.
      if (error instanceof RangeError) {
        return undefined;
      }
      throw error;
    }
  }

  /** @throws GraphProblem `graph_error` */
  mapped(body: Buffer): SummaryPage {
    const { items, unreadable, nextLink } = pageOf(parsed(body));
    const summaries = items.map(summaryOf);
    items.forEach((item) => {
      this.#learn(Object.keys(item as object));
    });
    return { items: Buffer.from(JSON.stringify(summaries)).toString('latin1'), unreadable, nextLink };
  }

  #rewritten(body: Buffer): SummaryPage | undefined {
    // Bytes of UTF-8 beyond ASCII are never structure, so each byte can be treated as a character.
    const text = body.toString('latin1');
    const start = beginning.exec(text)?.[0].length;
    const rewritten = start === undefined ? undefined : this.#itemsAt(text, start);
    if (rewritten === undefined) {
      return undefined;
    }
    const rest = text.slice(rewritten.end);
    const frame = ending.test(rest) ? frameOf(text.slice(0, start) + rest) : undefined;
    return frame && { items: `[${rewritten.json}]`, unreadable: 0, nextLink: frame.nextLink };
  }

  #itemsAt(text: string, start: number): Rewritten | undefined {
    let json = '';
    let end = start;
    while (text.charCodeAt(end) !== closingBracket) {
      const isFirst = end === start;
      const item = isFirst || text.charCodeAt(end) === comma ? this.#itemAt(text, isFirst ? end : end + 1) : undefined;
      if (item === undefined) {
        return undefined;
      }
      json += isFirst ? item.json : `,${item.json}`;
      end = item.end;
    }
    return { json, end };
  }

  #itemAt(text: string, start: number): Rewritten | undefined {
    for (const layout of this.#layouts) {
      const item = layout.rewrite(text, start);
      if (item !== undefined) {
        return item;
      }
    }
    return undefined;
  }

  #learn(names: readonly string[]): void {
    if (this.#layouts.every((known) => known.names !== names.join())) {
      const layout = MessageLayout.of(names);
      this.#layouts = layout === undefined ? this.#layouts : [layout, ...this.#layouts].slice(0, mostLayouts);
    }
  }
}

/** The page without its messages; undefined when it isn't JSON. */
function frameOf(text: string): GraphPage | undefined {
  try {
    return pageOf(JSON.parse(Buffer.from(text, 'latin1').toString()));
  } catch {
    return undefined;
  }
}

export function parsed(body: Buffer): unknown {
  try {
    return parsedJson(body);
  } catch {
    // The parser's own error would quote the mail in the log.
    throw new GraphProblem('graph_error', { cause: new SyntaxError('the answer is not JSON') });
  }
}
