import { t } from '../../texts/t.js';
import { FORWARDED, headerWords, originalMessage, saidWords, subjectWords } from './quote-words.js';

/** Marks of mail programs; class names and ids have the prefix of their message. */
const BOXES = [
  'blockquote[type="cite"]',
  '[class$="-gmail_quote"], [class*="-gmail_quote "], [class*="-gmail_quote_container"]',
  '[class$="-EmailQuote"], [class*="-yahoo_quoted"], [class*="-protonmail_quote"], [class*="-tutanota_quote"], [class*="-zmail_extra"]',
  '[id$="-ms-outlook-mobile-reference-message"], [id$="-mail-editor-reference-message-container"]',
].join(', ');
/** Everything from here to the end is quoted. */
const BEGINNINGS = '[id$="-divRplyFwdMsg"], [id$="-appendonsend"], [id$="-stopSpelling"]';
const wordHeader = /border-top:\s*solid\s+#[\da-f]{3,6}\s+1(?:\.0)?pt/i;
const ATTRIBUTIONS = '[class*="-gmail_attr"], [class*="-moz-cite-prefix"], [class*="-AppleMailSignature"]';

const fewestCharacters = 2;
const mostBlocks = 4_000;

/** Collapses quotations of earlier messages behind "…": found by the structure, and by words only when the structure shows none. */
export function foldQuotedHistory(body: Element): void {
  const first = firstQuoted(body);
  if (first === undefined || !hasTextBefore(body, first)) {
    return;
  }
  const quoted = untilTheEnd(body, first);
  if (quoted === undefined) {
    return;
  }
  const { ownerDocument: document } = body;
  const details = document.createElement('details');
  details.className = 'mail-history';
  const summary = document.createElement('summary');
  summary.textContent = '…';
  summary.title = t('Show quoted text');
  summary.setAttribute('aria-label', t('Quoted text'));
  first.before(details);
  details.append(summary, ...quoted);
}

function firstQuoted(body: Element): Element | undefined {
  const candidates = [
    ...body.querySelectorAll(`${BOXES}, ${BEGINNINGS}`),
    ...[...body.querySelectorAll('div[style]')].filter(
      (element) => wordHeader.test(element.getAttribute('style') ?? '') && headerWords.test(textOf(element)),
    ),
  ];
  const byStructure = candidates.reduce<Element | undefined>(
    (first, each) => (first === undefined || isBefore(each, first) ? each : first),
    undefined,
  );
  const found = byStructure ?? firstByWords(body);
  return found === undefined || FORWARDED.test(textOf(found).slice(0, 200)) ? undefined : withAttribution(found);
}

function firstByWords(body: Element): Element | undefined {
  const blocks = [...body.querySelectorAll('p, div, blockquote, pre')].slice(0, mostBlocks);
  return blocks.find((block) => {
    if (block.querySelector('p, div, table') !== null) {
      return false;
    }
    const text = textOf(block);
    if (text.length > 2_000) {
      return false;
    }
    return (
      originalMessage.test(text) ||
      (headerWords.test(text) && subjectWords.test(text)) ||
      (saidWords.test(text) && block.nextElementSibling?.localName === 'blockquote')
    );
  });
}

/** The line above a quote that names its author belongs to the quote. */
function withAttribution(element: Element): Element {
  const before = element.previousElementSibling;
  const isRule = before?.localName === 'hr';
  const isAttribution =
    before?.matches(ATTRIBUTIONS) === true || (before !== null && saidWords.test(textOf(before).slice(-400)));
  return before !== null && (isRule || isAttribution) && nothingBetween(before, element) ? before : element;
}

function nothingBetween(before: Element, after: Element): boolean {
  for (let node = before.nextSibling; node !== null && node !== after; node = node.nextSibling) {
    if ((node.textContent ?? '').trim() !== '') {
      return false;
    }
  }
  return true;
}

/** Whether there is text before the quote: a message that is only a quote is not collapsed. */
function hasTextBefore(body: Element, first: Element): boolean {
  const range = body.ownerDocument.createRange();
  range.setStart(body, 0);
  range.setEndBefore(first);
  return range.toString().trim().length >= fewestCharacters;
}

/** The nodes from the first quoted one on, if only quotes follow. Replies between quotes must stay visible. */
function untilTheEnd(body: Element, first: Element): ChildNode[] | undefined {
  const isOpenEnded = !first.matches(BOXES) && first.querySelector(BOXES) === null && !first.matches(ATTRIBUTIONS);
  const quoted: ChildNode[] = [];
  for (let node: ChildNode | null = first; node !== null; node = node.nextSibling) {
    const isQuote = node === first || isOpenEnded || (node instanceof Element && node.matches(BOXES)) || isBlank(node);
    const follows = node.previousSibling;
    const isAfterAttribution = follows === first && follows instanceof Element && first.matches(ATTRIBUTIONS);
    const isAttributed =
      isAfterAttribution || (follows === first && node instanceof Element && node.localName === 'blockquote');
    if (!isQuote && !isAttributed) {
      return undefined;
    }
    quoted.push(node);
  }
  for (let parent = first.parentElement; parent !== null && parent !== body; parent = parent.parentElement) {
    for (let node = parent.nextSibling; node !== null; node = node.nextSibling) {
      if (!isBlank(node) && !(node instanceof Element && node.matches(BOXES))) {
        return undefined;
      }
    }
  }
  return quoted;
}

function isBlank(node: ChildNode): boolean {
  const hasPictures = node instanceof Element && (node.localName === 'img' || node.querySelector('img') !== null);
  return (node.textContent ?? '').trim() === '' && !hasPictures;
}

function isBefore(one: Element, other: Element): boolean {
  return (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

function textOf(element: Element): string {
  return element.textContent.replaceAll('\u00a0', ' ');
}
