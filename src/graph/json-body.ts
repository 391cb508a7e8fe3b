/** Some programs write it before JSON, although it does not belong there (RFC 8259 §8.1). */
const byteOrderMark = /^\uFEFF/;

/** @throws SyntaxError which quotes the body: not for the log. */
export function parsedJson(body: Buffer): unknown {
  return JSON.parse(body.toString().replace(byteOrderMark, ''));
}

const mostBlankBytes = 64;

export function isBlank(body: Buffer): boolean {
  return body.length < mostBlankBytes && body.toString().trim() === '';
}
