import sanitize from 'sanitize-html';

import { safeStyle } from './style-declarations.js';

export interface SanitiserOptions {
  /** Whether images may come from other servers, who learn by it that and where the message was opened. */
  readonly allowsRemoteContent: boolean;
  /** The address of an attached image by its content id; undefined when there is none. */
  readonly inlineImage: (contentId: string) => string | undefined;
}

export interface SanitisedHtml {
  readonly html: string;
  readonly remoteContentBlocked: boolean;
}

type Attributes = Record<string, string>;

/** Says where an image would have come from; nothing loads it. */
const blockedSource = 'data-blocked-src';

const allowedTags =
  `a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div
  dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby
  s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(
    /\s+/,
  );

/** Their content is not text of the message and goes with them. */
const droppedWithContent =
  'applet audio canvas datalist embed frameset iframe math noembed noframes noscript object option plaintext script select style svg template textarea title video xmp'.split(
    ' ',
  );

const looks = ['align', 'bgcolor', 'border', 'color', 'dir', 'height', 'lang', 'style', 'title', 'valign', 'width'];
const allowedAttributes = {
  '*': looks,
  a: ['href', 'target', 'rel'],
  img: ['src', 'alt', blockedSource],
  font: ['face', 'size'],
  table: ['background', 'cellpadding', 'cellspacing', 'summary'],
  td: ['abbr', 'background', 'colspan', 'headers', 'nowrap', 'rowspan', 'scope'],
  th: ['abbr', 'background', 'colspan', 'headers', 'nowrap', 'rowspan', 'scope'],
  col: ['span'],
  colgroup: ['span'],
  ol: ['reversed', 'start', 'type'],
  ul: ['type'],
  li: ['type', 'value'],
  bdo: ['dir'],
  time: ['datetime'],
};
const deepestNesting = 200;
const embeddedImage = /^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,[\w+/=\s]*$/i;

/**
 * HTML that can be shown inside of our page: an allow-list of elements and attributes, links that open elsewhere, no
 * script, form or frame, and nothing of other servers unless the user wants it.
 */
export function sanitiseHtml(html: string, options: SanitiserOptions): SanitisedHtml {
  let remoteContentBlocked = false;
  const imageSource = (source: string): Attributes => {
    const kind = kindOfSource(source);
    if (kind === 'remote' && !options.allowsRemoteContent) {
      remoteContentBlocked = true;
      return { [blockedSource]: source.trim() };
    }
    if (kind === 'inline') {
      const address = options.inlineImage(contentIdOf(source));
      return address === undefined ? {} : { src: address };
    }
    return kind === 'refused' ? {} : { src: source.trim() };
  };
  const background = (source: string): Attributes => {
    const isRemote = kindOfSource(source) === 'remote';
    remoteContentBlocked ||= isRemote && !options.allowsRemoteContent;
    return isRemote && options.allowsRemoteContent ? { background: source.trim() } : {};
  };
  const sanitised = sanitize(html, {
    allowedTags,
    allowedAttributes,
    nonTextTags: droppedWithContent,
    allowedSchemes: ['http', 'https', 'mailto'],
    allowedSchemesByTag: { img: ['http', 'https', 'data'] },
    allowedSchemesAppliedToAttributes: ['href', 'src', 'background'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    enforceHtmlBoundary: false,
    nestingLimit: deepestNesting,
    // The style attribute is rebuilt below, which is stricter and cheaper than a CSS parser.
    parseStyleAttributes: false,
    transformTags: {
      body: 'div',
      a: (tagName, { href, target: _target, rel: _rel, ...rest }) => ({ tagName, attribs: { ...rest, ...link(href) } }),
      img: (tagName, { src, [blockedSource]: _, ...rest }) => ({
        tagName,
        attribs: { ...rest, ...(src === undefined ? {} : imageSource(src)) },
      }),
      '*': (tagName, { style, background: source, ...rest }) => ({
        tagName,
        attribs: {
          ...rest,
          ...(style === undefined ? {} : { style: safeStyle(style) }),
          ...(source === undefined ? {} : background(source)),
        },
      }),
    },
  });
  return { html: sanitised, remoteContentBlocked };
}

/** The page that a link opens learns nothing of ours and cannot reach back. */
function link(href: string | undefined): Attributes {
  const url = href !== undefined && URL.canParse(href) ? new URL(href) : undefined;
  return url !== undefined && ['http:', 'https:', 'mailto:'].includes(url.protocol)
    ? { href: url.href, target: '_blank', rel: 'noopener noreferrer' }
    : {};
}

type SourceKind = 'remote' | 'inline' | 'embedded' | 'refused';

function kindOfSource(source: string): SourceKind {
  const value = source.trim();
  if (/^https?:\/\//i.test(value) && URL.canParse(value)) {
    return 'remote';
  }
  if (/^cid:/i.test(value)) {
    return 'inline';
  }
  return embeddedImage.test(value) ? 'embedded' : 'refused';
}

/** RFC 2392: the content id is percent-encoded in the URL. */
function contentIdOf(source: string): string {
  const encoded = source.trim().slice('cid:'.length);
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
