const SCHEMES = ['http:', 'https:', 'mailto:', 'tel:'];

/** Whether a link may have this address. */
export function isLinkAddress(address: string): boolean {
  return URL.canParse(address) && SCHEMES.includes(new URL(address).protocol);
}

/** Completes a typed address; undefined when it is not an address. */
export function linkAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || /\s/.test(trimmed)) {
    return undefined;
  }
  const isMail = /^[^@/:?#]+@[^@/:?#]+\.[^@/:?#]+$/.test(trimmed);
  const complete = isMail
    ? `mailto:${trimmed}`
    : /^[a-z][a-z+.-]*:(?!\d)/i.test(trimmed)
      ? trimmed
      : `https://${trimmed}`;
  return isLinkAddress(complete) ? complete : undefined;
}
