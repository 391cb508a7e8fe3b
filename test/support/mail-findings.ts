import { defaultTreeAdapter, type DefaultTreeAdapterTypes, parse } from 'parse5';

const elements = new Set(
  `html head body a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col colgroup
  dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main
  map mark menu nav nobr ol p pre q rp rt ruby s samp section small span strike strong style sub summary sup table tbody td
  tfoot th thead time tr tt u ul var wbr`.split(/\s+/),
);
const attribute =
  /^(?:abbr|align|alt|aria-[a-z]+|axis|background|bgcolor|border|bordercolor|cellpadding|cellspacing|char|charoff|class|clear|color|colspan|compact|coords|data-blocked-src|data-mail|datetime|dir|face|frame|headers|height|hidden|href|hspace|id|lang|longdesc|name|nohref|noshade|nowrap|open|rel|reversed|role|rowspan|rules|scope|shape|size|span|src|start|style|summary|target|title|type|usemap|valign|value|vspace|width)$/;
const link = /^(?:https?:\/\/|mailto:|tel:|sms:|geo:|#(?:$|m[\da-f]{8}-))/;
const picture = /^(?:\/api\/mail\/|data:image\/(?:png|gif|jpe?g|webp|bmp|x-icon);base64,)/;
const scoped = /^m[\da-f]{8}(?:$|-|_[a-z]+$)/;
/** Nothing that sends a request, leaves its box, or is another spelling of either. */
const badStyle =
  /url\((?!"(?:\/api\/mail\/|data:image\/))|expression\s*\(|@(?!media|supports)|behaviou?r\s*:|binding|position\s*:\s*(?:fixed|absolute|sticky)|image-set|cross-fade|element\(|src\(|paint\(|var\(|attr\(|<|animation|transform\s*:|z-index|vh\b/i;

/**
 * The faults of sanitised HTML that may fetch nothing, by an independent reading of the result: another parser's tree,
 * other lists. Empty when there are none.
 */
export function findingsIn(html: string): string[] {
  const found: string[] = [];
  const waiting: DefaultTreeAdapterTypes.ChildNode[] = [...parse(html, { scriptingEnabled: false }).childNodes];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!defaultTreeAdapter.isElementNode(node)) {
      continue;
    }
    if (!elements.has(node.tagName) || !node.namespaceURI.endsWith('/xhtml')) {
      found.push(`<${node.tagName}>`);
    }
    if (node.tagName === 'style') {
      const text = node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
      found.push(...badPartsOf(text));
    }
    found.push(...node.attrs.flatMap(({ name, value }) => badAttribute(name, value)));
    waiting.push(...node.childNodes);
  }
  return found;
}

/** Ignores text inside of strings. */
function badPartsOf(style: string): string[] {
  const bare = style.replace(/(?<!url\()"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const bad = badStyle.exec(bare)?.[0];
  return bad === undefined ? [] : [`style: ${bad} in ${bare.slice(0, 200)}`];
}

function badAttribute(name: string, value: string): string[] {
  const isBad =
    !attribute.test(name) ||
    (name === 'href' && !link.test(value)) ||
    ((name === 'src' || name === 'background') && !picture.test(value)) ||
    ((name === 'id' || name === 'name') && !scoped.test(value)) ||
    (name === 'class' && !value.split(' ').every((each) => scoped.test(each)));
  return isBad ? [`${name}=${value}`] : name === 'style' ? badPartsOf(value) : [];
}
