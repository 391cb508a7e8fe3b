import { baseAddress } from './addresses.js';
import { AttributeRules } from './attribute-rules.js';
import { bodyHints } from './body-hints.js';
import {
  type ChildNode,
  type ElementNode,
  isElement,
  isText,
  type MessageTree,
  messageTree,
  TooComplexError,
} from './message-tree.js';
import { MessageWriter, startTag } from './message-writer.js';
import { plainFallback } from './plain-fallback.js';
import { MessageScope } from './scope.js';
import type { SheetRule } from './rule-targets.js';
import { visiblePreview } from './visible-preview.js';
import { lightTextIn } from './light-text.js';
import { safeSheet, sheetBudget } from './style/sheet.js';
import { CssTokens } from './style/tokens.js';
import { safeMediaQueries } from './style/conditions.js';

export interface SanitiserOptions {
  /** Whether images may be loaded from other servers, which thereby learn that and where the message was opened. */
  readonly allowsRemoteContent: boolean;
  /** Distinguishes the message from all others: its names and its style sheet are scoped by it. */
  readonly message: string;
  /** The address of an attached image by its content id; undefined when there is none. */
  readonly inlineImage: (contentId: string) => string | undefined;
  /** The address of an attached image by its file name; undefined when there is none. */
  readonly namedImage?: (name: string) => string | undefined;
  /** The address to write for a remote image when remote images are permitted; the image's own when omitted. */
  readonly remoteImage?: (address: string) => string;
}

export interface SanitisedHtml {
  readonly html: string;
  readonly remoteContentBlocked: boolean;
  /** It is only the text of the message, with a notice. */
  readonly isPlain?: true;
  /** The beginning of the visible text, where it begins with something invisible. */
  readonly preview?: string;
}

/** Marks the elements for the message's `html` and `body`, for a caller that shows it in a document of its own. */
export const partMark = 'data-mail';

/**
 * HTML that can be shown inside our page, in time linear in its length: known elements, attributes, style rules and
 * values, rewritten from the tree that a browser builds. No script, form or frame, links that open in another tab, and
 * nothing of other servers unless the user wants it.
 */
export function sanitiseHtml(html: string, options: SanitiserOptions): SanitisedHtml {
  const tree = treeOf(html);
  if (tree === undefined) {
    return { html: plainFallback(html), remoteContentBlocked: false, isPlain: true };
  }
  const scope = new MessageScope(options.message);
  const rules = new AttributeRules(
    scope,
    {
      allowsRemote: options.allowsRemoteContent,
      remote: options.remoteImage ?? ((address) => address),
      byContentId: options.inlineImage,
      byName: options.namedImage ?? (() => undefined),
    },
    baseOf(tree),
  );
  noteRootNames(tree, scope);
  // The style sheet comes first: it determines which elements must stay recognisable.
  const sheetRules: SheetRule[] = [];
  const sheet = sheetOf(tree, rules, sheetRules);
  const content = tree.body?.childNodes ?? [];
  let written = new MessageWriter(rules).write(content);
  const isBare = rules.lacksBackground || sheetRules.some(({ declarations }) => declarations.isBare);
  if (isBare || tree.body?.attrs.some(({ name }) => name === 'background') === true) {
    rules.lightText = lightTextIn(tree.body, sheetRules, rules);
    const { unreadable, onDark } = rules.lightText;
    written = unreadable.size + onDark.size === 0 ? written : new MessageWriter(rules).write(content);
  }
  const document = inDocument(tree, sheet, written, rules);
  const preview = visiblePreview(tree.body, sheetRules, rules);
  return {
    html: document,
    remoteContentBlocked: rules.remoteContentBlocked,
    ...(preview === undefined ? {} : { preview }),
  };
}

const longestSource = 6_000_000;

function treeOf(html: string): MessageTree | undefined {
  if (html.length > longestSource) {
    return undefined;
  }
  try {
    return messageTree(html);
  } catch (error) {
    if (error instanceof TooComplexError) {
      return undefined;
    }
    throw error;
  }
}

function baseOf({ head }: MessageTree): string | undefined {
  const base = head?.childNodes.find((node): node is ElementNode => isElement(node) && node.tagName === 'base');
  const href = base?.attrs.find(({ name }) => name === 'href')?.value;
  return href === undefined ? undefined : baseAddress(href);
}

/** The message inside the elements for its `html` and `body`, if it has any attributes for them. */
function inDocument(tree: MessageTree, sheet: string, content: string, rules: AttributeRules): string {
  const { scope } = rules;
  const html = rules.safeAttributes('div', tree.html?.attrs ?? []);
  const body = rules.attributesOf('div', tree.body);
  const hints = bodyHints(tree.body, rules);
  const styles = hints + sheet;
  if (styles === '' && html.size === 0 && body.size === 0) {
    return content;
  }
  const rootClass = [scope.root, html.get('class')].filter((name) => name !== undefined).join(' ');
  const bodyClass = [scope.body, body.get('class')].filter((name) => name !== undefined).join(' ');
  const root = startTag('div', new Map([...html, ['class', rootClass], [partMark, 'html']]));
  const inner = startTag('div', new Map([...body, ['class', bodyClass], [partMark, 'body']]));
  const style = styles === '' ? '' : `<style>${styles}</style>`;
  return `${root}${style}${inner}${content}</div></div>`;
}

function noteRootNames({ html }: MessageTree, scope: MessageScope): void {
  for (const { name, value } of html?.attrs ?? []) {
    scope.rootNames.add(`[${name}]`);
    if (name === 'class' || name === 'id') {
      for (const each of scope.names(value).split(' ')) {
        scope.rootNames.add(each);
      }
    }
  }
}

function sheetOf(tree: MessageTree, { scope, pictureOf }: AttributeRules, found: SheetRule[]): string {
  const budget = sheetBudget();
  return styleElements(tree)
    .map((style) => {
      const media = style.attrs.find(({ name }) => name === 'media')?.value ?? '';
      const rules = safeSheet(style.childNodes.map(textOf).join(''), {
        scope,
        pictureOf,
        budget,
        onRule: (rule) => {
          found.push(rule);
        },
      });
      return rules === '' || media.trim() === '' ? rules : underMedia(media, rules);
    })
    .join('');
}

function underMedia(media: string, rules: string): string {
  const tokens = new CssTokens(media);
  const queries = safeMediaQueries(tokens, 0, tokens.length);
  return queries === undefined ? '' : `@media ${queries}{${rules}}`;
}

function textOf(node: ChildNode): string {
  return isText(node) ? node.value : '';
}

/** In the order of the document; those inside drawings are not HTML. */
function styleElements({ head, body }: MessageTree): ElementNode[] {
  const found: ElementNode[] = [];
  const waiting: ChildNode[] = [head, body].filter((part) => part !== undefined).toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!isElement(node) || !node.namespaceURI.endsWith('/xhtml')) {
      continue;
    }
    if (node.tagName === 'style') {
      found.push(node);
    } else {
      for (let index = node.childNodes.length - 1; index >= 0; index -= 1) {
        const child = node.childNodes[index];
        if (child !== undefined) {
          waiting.push(child);
        }
      }
    }
  }
  return found;
}
