const SCHEMES = ['http:', 'https:', 'mailto:', 'tel:'];

/** Whether a link may lead there. */
export function isLinkAddress(address: string): boolean {
  return URL.canParse(address) && SCHEMES.includes(new URL(address).protocol);
}

/** What somebody types as an address, complete; undefined when it is none. */
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
