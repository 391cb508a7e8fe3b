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

/** The object or array that contains the member at `pointer` (RFC 6901), and the pointer's last token. */
function parentOf(document: unknown, pointer: string): readonly [parent: Record<string, unknown>, token: string] {
  const tokens = tokensOf(pointer);
  const last = tokens.pop() ?? '';
  const parent = tokens.reduce<unknown>((value, token) => (isContainer(value) ? value[token] : undefined), document);
  if (!isContainer(parent)) {
    throw new RangeError(`Nothing at ${pointer} to amend.`);
  }
  return [parent, last];
}

/** JSON text with some members replaced, added or removed. Text that isn't JSON is returned unchanged. */
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
    const [parent, token] = parentOf(document, pointer);
    parent[token] = value;
  }
  for (const pointer of remove) {
    const [parent, token] = parentOf(document, pointer);
    if (Array.isArray(parent)) {
      parent.splice(Number(token), 1);
    } else {
      Reflect.deleteProperty(parent, token);
    }
  }
  return JSON.stringify(document);
}
