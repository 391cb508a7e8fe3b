import type { AttributeRules } from './attribute-rules.js';
import { isDroppedWithContent } from './markup-rules.js';
import { type ChildNode, type ElementNode, isElement, isText, someWithin } from './message-tree.js';
import { attributeOf, namesOf, RuleIndex, type SheetRule } from './rule-targets.js';

/** As long as Graph's previews. */
const previewCharacters = 255;
const mostNodes = 4_000;

const invisible =
  /(?:^|; )(?:display: ?none|visibility: ?(?:hidden|collapse)|opacity: ?0?\.?0\d*(?![\d.])|font-size: ?(?:0(?:\.0+)?(?:px|pt|em|rem|%)?|[01](?:\.\d+)?(?:px|pt))(?![\w.%])|text-indent: ?-\d{3})/i;
const rolledUp = /(?:^|; )(?:max-)?(?:height|width): ?[01](?:\.\d+)?(?:px|pt)?(?![\w.])/i;
const cutOff = /(?:^|; )overflow(?:-[xy])?: ?(?:hidden|clip)/i;
/** Word's way; other programs don't know it. */
const hiddenByWord = /mso-hide\s*:\s*all/i;
const unseenCharacters = /\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const inline = /^(?:a|abbr|b|big|code|em|font|i|ins|mark|o:p|s|small|span|strong|sub|sup|u|wbr)$/;

/**
 * The beginning of the visible text, when something before its end is hidden: text of no size, in no space or in the
 * colour of the paper. Undefined when nothing is hidden. Senders put words there for the list of messages only, honest
 * ones and others.
 */
export function visiblePreview(
  body: ElementNode | undefined,
  sheet: readonly SheetRule[],
  rules: AttributeRules,
): string | undefined {
  const hidden = new RuleIndex<true>();
  for (const { selectors, declarations, isConditional } of sheet) {
    if (!isConditional && isInvisible(declarations.text)) {
      hidden.add(selectors, true);
    }
  }
  const waiting: [ChildNode, paper: string][] = body === undefined ? [] : [[body, 'white']];
  let text = '';
  let hasHidden = false;
  let nodes = 0;
  for (let next = waiting.pop(); next !== undefined && nodes < mostNodes; next = waiting.pop()) {
    const [node, paper] = next;
    nodes += 1;
    if (isText(node)) {
      text += node.value.replace(unseenCharacters, '');
    } else if (isElement(node) && !isDroppedWithContent(node.tagName)) {
      const inside = paperOf(node, paper, rules);
      if (isHidden(node, inside, hidden, rules)) {
        hasHidden ||= hasText(node);
        continue;
      }
      text += inline.test(node.tagName) ? '' : ' ';
      for (let index = node.childNodes.length - 1; index >= 0; index -= 1) {
        const child = node.childNodes[index];
        if (child !== undefined) {
          waiting.push([child, inside]);
        }
      }
    }
    if (text.length > 4 * previewCharacters && (text = collapsed(text)).length > previewCharacters) {
      break;
    }
  }
  return hasHidden ? collapsed(text).slice(0, previewCharacters) : undefined;
}

function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').trimStart();
}

function isHidden(element: ElementNode, paper: string, hidden: RuleIndex<true>, rules: AttributeRules): boolean {
  const style = attributeOf(element, 'style');
  const { text } = rules.style(style);
  return (
    element.attrs.some(({ name }) => name === 'hidden') ||
    isInvisible(text) ||
    hiddenByWord.test(style) ||
    inkOf(element, text) === paper ||
    (!/(?:^|; )display:/.test(text) && hidden.find(element, namesOf(element, rules.scope)) === true)
  );
}

function isInvisible(style: string): boolean {
  return invisible.test(style) || (rolledUp.test(style) && cutOff.test(style));
}

function inkOf(element: ElementNode, style: string): string | undefined {
  const declared = /(?:^|; )color:([^;!]*)/i.exec(style)?.[1] ?? attributeOf(element, 'color');
  return declared === '' ? undefined : plainColour(declared);
}

function paperOf(element: ElementNode, around: string, rules: AttributeRules): string {
  const style = rules.style(attributeOf(element, 'style')).text;
  const declared = /(?:^|; )background(?:-color)?:([^;!]*)/i.exec(style)?.[1] ?? attributeOf(element, 'bgcolor');
  const isPaper = declared !== '' && !/^ ?(?:none|transparent|inherit)/i.test(declared);
  return isPaper ? plainColour(declared) : around;
}

const names: Readonly<Record<string, string>> = { '#ffffff': 'white', '#000000': 'black' };

/** One spelling for the colours that hidden text has. */
function plainColour(value: string): string {
  const text = value.trim().toLowerCase();
  const short = /^#?([\da-f])([\da-f])([\da-f])$/.exec(text);
  const channels = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(text);
  const long =
    short !== null
      ? `#${short
          .slice(1)
          .map((digit) => digit + digit)
          .join('')}`
      : channels !== null
        ? `#${channels
            .slice(1)
            .map((channel) => Number(channel).toString(16).padStart(2, '0'))
            .join('')}`
        : text;
  return names[long] ?? long;
}

function hasText(element: ElementNode): boolean {
  return someWithin(element, (node) => isText(node) && node.value.replace(unseenCharacters, '').trim() !== '');
}
