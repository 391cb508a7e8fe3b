/** Schemes that open something on request, in another window or another program. */
const linkProtocols = new Set(['http:', 'https:', 'mailto:', 'tel:', 'sms:', 'geo:']);
const longestAddress = 8_192;

/** The address of a link, absolute and rewritten; undefined when it is refused. */
export function linkAddress(href: string, base: string | undefined): string | undefined {
  const value = href.trim();
  const url = absolute(withScheme(value), base) ?? webAddress(value);
  return url !== undefined && linkProtocols.has(url.protocol) && url.href.length <= longestAddress
    ? url.href
    : undefined;
}

export type PictureSource =
  | { readonly kind: 'remote'; readonly address: string }
  /** RFC 2392; the content id is decoded. */
  | { readonly kind: 'content-id'; readonly id: string }
  /** A file name: Exchange and some programs write the name of an attachment. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'embedded'; readonly address: string }
  | { readonly kind: 'refused' };

const refused: PictureSource = { kind: 'refused' };
const embeddedPicture = /^data:image\/(?:png|jpe?g|gif|webp|bmp|x-icon);base64,[\w+/=\s]*$/i;

/** The source of a picture. Remote ones are requested over https, whatever the message says. */
export function pictureSource(source: string, base: string | undefined): PictureSource {
  const value = source.trim();
  if (/^cid:/i.test(value)) {
    return { kind: 'content-id', id: decoded(value.slice('cid:'.length)) };
  }
  if (/^data:/i.test(value)) {
    return embeddedPicture.test(value) ? { kind: 'embedded', address: value.replace(/\s+/g, '') } : refused;
  }
  if (value === '' || value.length > longestAddress) {
    return refused;
  }
  const url = absolute(withScheme(value), base);
  if (url === undefined) {
    return fileName(value);
  }
  return isWeb(url) ? { kind: 'remote', address: overHttps(url) } : refused;
}

/** The first address of a `srcset`. */
export function firstOfSet(srcset: string): string {
  return srcset.trim().split(/[\s,]/, 1)[0] ?? '';
}

/** The base of relative addresses; only another server can be one. */
export function baseAddress(href: string): string | undefined {
  const url = absolute(href.trim(), undefined);
  return url !== undefined && isWeb(url) ? url.href : undefined;
}

/** `//host` means the scheme of the page, and a message has no scheme. */
function withScheme(address: string): string {
  return address.startsWith('//') ? `https:${address}` : address;
}

/** People write `www.example.com` and mean the web. */
function webAddress(address: string): URL | undefined {
  const isMeant = /^www\.[\w-]+\.[\w.-]*[a-z]{2}(?:[/?#]|$)/i.test(address) && URL.canParse(`https://${address}`);
  return isMeant ? new URL(`https://${address}`) : undefined;
}

function absolute(address: string, base: string | undefined): URL | undefined {
  if (hasScheme(address)) {
    return URL.canParse(address) ? new URL(address) : undefined;
  }
  return base !== undefined && URL.canParse(address, base) ? new URL(address, base) : undefined;
}

/** A scheme before the first slash; `https:x` without slashes is a browser's guess and refused. */
function hasScheme(address: string): boolean {
  return /^(?:https?:[\\/]{2}|(?!https?:)[a-z][a-z\d+.-]*:)/i.test(address.trim());
}

function isWeb({ protocol, hostname }: URL): boolean {
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '';
}

function overHttps(url: URL): string {
  const secure = new URL(url);
  if (secure.protocol === 'http:') {
    // A port that was written for http does not respond over https.
    secure.port = '';
    secure.protocol = 'https:';
  }
  return secure.href;
}

function fileName(value: string): PictureSource {
  const name = decoded(value).replace(/^\.\//, '');
  return /^[^\\/:?#]{1,200}\.[a-z\d]{2,5}$/i.test(name) ? { kind: 'name', name } : refused;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
