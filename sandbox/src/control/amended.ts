type Amendment = { readonly members?: Readonly<Record<string, unknown>>; readonly remove?: readonly string[] };

function tokensOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The object or array that holds what `pointer` (RFC 6901) names, and its last token. */
function holderOf(document: unknown, pointer: string): readonly [holder: Record<string, unknown>, token: string] {
  const tokens = tokensOf(pointer);
  const last = tokens.pop() ?? '';
  const holder = tokens.reduce<unknown>((value, token) => (isContainer(value) ? value[token] : undefined), document);
  if (!isContainer(holder)) {
    throw new RangeError(`Nothing at ${pointer} to amend.`);
  }
  return [holder, last];
}

/** JSON text with some members replaced, added or removed; text that isn't JSON stays as it is. */
export function amended(text: string, { members = {}, remove = [] }: Amendment): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return text;
  }
  for (const [pointer, value] of Object.entries(members)) {
    if (pointer === '') {
      document = value;
      continue;
    }
    const [holder, token] = holderOf(document, pointer);
    holder[token] = value;
  }
  for (const pointer of remove) {
    const [holder, token] = holderOf(document, pointer);
    if (Array.isArray(holder)) {
      holder.splice(Number(token), 1);
    } else {
      Reflect.deleteProperty(holder, token);
    }
  }
  return JSON.stringify(document);
}
