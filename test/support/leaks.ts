const windowLength = 24;

/**
 * Labels of the secrets of which `text` shows a part. A secret is looked for in pieces of 24 characters, so that one that
 * was cut or quoted is found too.
 */
export function leaksIn(text: string, secrets: ReadonlyMap<string, string>): string[] {
  return [...secrets]
    .filter(([, secret]) => piecesOf(secret).some((piece) => text.includes(piece)))
    .map(([label]) => label);
}

/** Of a JWT the signature: the rest alone opens nothing, and encoded claims can look like other encoded values. */
function piecesOf(secret: string): string[] {
  const own = secret.slice(secret.lastIndexOf('.') + 1);
  const starts = Array.from({ length: Math.floor(own.length / windowLength) }, (_, each) => each * windowLength);
  return starts.length === 0 ? [own] : starts.map((start) => own.slice(start, start + windowLength));
}
