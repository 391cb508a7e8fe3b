import { firstOfSet, linkAddress, type PictureSource, pictureSource } from './addresses.js';
import { isAllowedAttribute } from './markup-rules.js';
import type { ElementNode } from './message-tree.js';
import { attributeOf } from './rule-targets.js';
import type { MessageScope } from './scope.js';
import { type SafeDeclarations, safeStyle } from './style/declarations.js';
import type { PictureOf } from './style/values.js';

/** States the source of a picture; nothing loads it. */
export const blockedSource = 'data-blocked-src';

/** Dark enough for white text, and light enough for black text. */
const readableBackground = 'background-color: #6b6b6b';

export interface Pictures {
  /** Whether pictures may come from other servers. */
  readonly allowsRemote: boolean;
  /** The address from which a remote picture is shown, when it may be. */
  readonly remote: (address: string) => string;
  readonly byContentId: (id: string) => string | undefined;
  readonly byName: (name: string) => string | undefined;
}

/** Elements that lack the background of their light text. */
export interface LightText {
  /** Nothing dark is behind them: they get a background of ours. */
  readonly unreadable: ReadonlySet<ElementNode>;
  /** Something dark is behind them: their text keeps its colour. */
  readonly onDark: ReadonlySet<ElementNode>;
}

const none: ReadonlyMap<string, string> = new Map();

/** The input and the findings of sanitising one message. */
export class AttributeRules {
  remoteContentBlocked = false;
  /** An element has lost the background of its text. */
  lacksBackground = false;
  readonly pictureOf: PictureOf;
  /** Found once the message was sanitised. */
  lightText: LightText = { unreadable: new Set(), onDark: new Set() };
  readonly #styles = new Map<string, SafeDeclarations>();

  constructor(
    readonly scope: MessageScope,
    private readonly pictures: Pictures,
    private readonly base: string | undefined,
  ) {
    this.pictureOf = (address) => this.#shown(pictureSource(address, base));
  }

  /** The attributes that an element keeps when it is written as `tagName`. */
  attributesOf(tagName: string, element: ElementNode | undefined): ReadonlyMap<string, string> {
    const kept = this.safeAttributes(tagName, element?.attrs ?? []);
    if (element === undefined) {
      return kept;
    }
    if (this.lightText.onDark.has(element)) {
      return new Map([...kept, ['style', this.style(attributeOf(element, 'style')).onDark]]);
    }
    if (!this.lightText.unreadable.has(element)) {
      return kept;
    }
    const style = kept.get('style');
    return new Map([...kept, ['style', style === undefined ? readableBackground : `${style}; ${readableBackground}`]]);
  }

  /** The sanitised attributes of an element that are kept. */
  safeAttributes(
    tagName: string,
    attributes: readonly { readonly name: string; readonly value: string }[],
  ): ReadonlyMap<string, string> {
    if (attributes.length === 0) {
      return none;
    }
    const kept = new Map<string, string>();
    for (const { name, value } of attributes) {
      if (isAllowedAttribute(tagName, name)) {
        this.#keep(kept, name, value);
      }
    }
    if (tagName === 'img') {
      const source = kept.get('src') ?? firstOfSet(kept.get('srcset') ?? '');
      kept.delete('srcset');
      kept.delete('src');
      this.#picture(kept, source);
    }
    return kept;
  }

  #keep(kept: Map<string, string>, name: string, value: string): void {
    const safe = this.#safeValue(name, value);
    if (safe === undefined) {
      return;
    }
    kept.set(name, safe);
    if (name === 'href' && !safe.startsWith('#')) {
      // The page of a link learns nothing of ours and cannot access it.
      kept.set('target', '_blank').set('rel', 'noopener noreferrer');
    }
  }

  #safeValue(name: string, value: string): string | undefined {
    switch (name) {
      case 'class':
        return nonEmpty(this.scope.names(value));
      case 'id':
      case 'name':
        return isName(value) ? this.scope.name(value) : undefined;
      case 'headers':
      case 'aria-activedescendant':
      case 'aria-controls':
      case 'aria-describedby':
      case 'aria-details':
      case 'aria-flowto':
      case 'aria-labelledby':
      case 'aria-owns':
        return nonEmpty(this.scope.names(value));
      case 'usemap':
        return value.startsWith('#') && isName(value.slice(1)) ? `#${this.scope.name(value.slice(1))}` : undefined;
      case 'href':
        return this.#link(value);
      case 'style':
        return nonEmpty(this.#styleText(value));
      case 'background':
        return this.#background(value);
      case 'colspan':
      case 'rowspan':
      case 'span':
        return boundedCount(value);
      default:
        return value;
    }
  }

  #link(href: string): string | undefined {
    const value = href.trim();
    if (value === '#') {
      return value;
    }
    return value.startsWith('#') && isName(value.slice(1))
      ? `#${this.scope.name(decodedName(value.slice(1)))}`
      : linkAddress(value, this.base);
  }

  #styleText(style: string): string {
    const { text, isBare } = this.style(style);
    this.lacksBackground ||= isBare;
    return text;
  }

  #background(address: string): string | undefined {
    const shown = this.pictureOf(address);
    this.lacksBackground ||= shown === undefined;
    return shown;
  }

  /** Newsletters repeat a handful of styles hundreds of times. */
  style(style: string): SafeDeclarations {
    const known = this.#styles.get(style);
    const safe = known ?? safeStyle(style, this.pictureOf);
    if (known === undefined) {
      this.#styles.set(style, safe);
    }
    return safe;
  }

  #picture(kept: Map<string, string>, value: string): void {
    const source = pictureSource(value, this.base);
    const shown = this.#shown(source);
    if (shown !== undefined) {
      kept.set('src', shown);
    } else if (source.kind === 'remote') {
      kept.set(blockedSource, source.address);
    }
  }

  #shown(source: PictureSource): string | undefined {
    switch (source.kind) {
      case 'remote':
        this.remoteContentBlocked ||= !this.pictures.allowsRemote;
        return this.pictures.allowsRemote ? this.pictures.remote(source.address) : undefined;
      case 'content-id':
        return this.pictures.byContentId(source.id);
      case 'name':
        return this.pictures.byName(source.name);
      case 'embedded':
        return source.address;
      case 'refused':
        return undefined;
    }
  }
}

function nonEmpty(value: string): string | undefined {
  return value === '' ? undefined : value;
}

const longestName = 200;

function isName(value: string): boolean {
  return value !== '' && value.length <= longestName && !/[\s<>"'\\]/.test(value);
}

function decodedName(value: string): string {
  try {
    const decoded = decodeURIComponent(value);
    return isName(decoded) ? decoded : value;
  } catch {
    return value;
  }
}

const mostCells = 1_000;

/** A thousand cells that each span a thousand would keep the browser busy for minutes. */
function boundedCount(value: string): string | undefined {
  const count = Number.parseInt(value, 10);
  return Number.isNaN(count) || count < 0 ? undefined : String(Math.min(count, mostCells));
}
