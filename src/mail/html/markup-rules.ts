function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Elements that are unchanged. */
export const allowedElements = words(
  `a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del
  details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main map
  mark menu nav nobr ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th
  thead time tr tt u ul var wbr`,
);

/** Elements that are shown as another one: parts of forms do nothing, and old ones have a newer name. */
export const replacedElements: ReadonlyMap<string, string> = new Map([
  ['body', 'div'],
  ['button', 'span'],
  ['dialog', 'div'],
  ['fieldset', 'div'],
  ['form', 'div'],
  ['html', 'div'],
  ['label', 'span'],
  ['legend', 'div'],
  ['listing', 'pre'],
  ['marquee', 'div'],
  ['plaintext', 'pre'],
  ['search', 'div'],
  ['xmp', 'pre'],
]);

/** Their content is not text of the message, or browsers do not show it. */
const droppedWithContent = words(
  `applet audio canvas datalist embed frame frameset head iframe input math meta noembed noframes option optgroup param
  script select source style svg template textarea title track video xml`,
);

/**
 * Office's own elements, which are left when a server removes the comments around them: settings, formulas and drawings
 * for Word. `<o:p>` is a paragraph's text, and a text box has the content for other programs.
 */
const droppedPrefixes = ['w:', 'x:', 'm:', 'v:', 'o:', 'st1:'];
const keptOfOffice = words('o:p v:textbox v:rect v:shape v:group v:background v:oval v:image st1:place st1:city');

export function isDroppedWithContent(tagName: string): boolean {
  return (
    droppedWithContent.has(tagName) ||
    (droppedPrefixes.some((prefix) => tagName.startsWith(prefix)) && !keptOfOffice.has(tagName))
  );
}

export const voidElements = words('area br col hr img wbr');

const looks = `align bgcolor border class color dir height hidden id lang role style title valign width`;
const tablePart = 'background bordercolor char charoff height valign';
const tableCell = `${tablePart} abbr axis colspan headers nowrap rowspan scope`;

const everywhere = words(looks);
const attributesOf: Readonly<Record<string, ReadonlySet<string>>> = {
  a: words('href name'),
  area: words('alt coords href nohref shape'),
  blockquote: words('type'),
  br: words('clear'),
  caption: words('align'),
  col: words('span char charoff'),
  colgroup: words('span char charoff'),
  del: words('datetime'),
  details: words('open'),
  dl: words('compact'),
  font: words('face size'),
  hr: words('noshade size'),
  img: words('alt hspace longdesc name src srcset usemap vspace'),
  ins: words('datetime'),
  li: words('type value'),
  map: words('name'),
  ol: words('reversed start type compact'),
  table: words(`${tablePart} cellpadding cellspacing frame hspace rules summary vspace`),
  tbody: words(tablePart),
  td: words(tableCell),
  tfoot: words(tablePart),
  th: words(tableCell),
  thead: words(tablePart),
  time: words('datetime'),
  tr: words(tablePart),
  ul: words('type compact'),
};

const describing = /^aria-[a-z]{2,20}$/;

export function isAllowedAttribute(tagName: string, name: string): boolean {
  return everywhere.has(name) || (attributesOf[tagName]?.has(name) ?? false) || describing.test(name);
}
