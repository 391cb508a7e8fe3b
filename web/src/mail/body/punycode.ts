const BASE = 36;
const firstCode = 128;

/** Decodes a host name for display: labels of RFC 3492 are decoded, others are unchanged. */
export function decodedHost(host: string): string {
  return host
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodedLabel(label.slice('xn--'.length)) ?? label) : label))
    .join('.');
}

function decodedLabel(encoded: string): string | undefined {
  const dash = encoded.lastIndexOf('-');
  const codes = dash > 0 ? Array.from(encoded.slice(0, dash), (character) => character.charCodeAt(0)) : [];
  let [code, at, bias] = [firstCode, 0, 72];
  for (let next = dash > 0 ? dash + 1 : 0; next < encoded.length;) {
    const before = at;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(encoded.charCodeAt(next));
      next += 1;
      if (digit === undefined || next > encoded.length) {
        return undefined;
      }
      at += digit * weight;
      const threshold = Math.min(26, Math.max(1, k - bias));
      if (digit < threshold) {
        break;
      }
      weight *= BASE - threshold;
    }
    const length = codes.length + 1;
    bias = adaptedBias(at - before, length, before === 0);
    code += Math.floor(at / length);
    at %= length;
    if (code > 0x10_ffff) {
      return undefined;
    }
    codes.splice(at, 0, code);
    at += 1;
  }
  return String.fromCodePoint(...codes);
}

function digitOf(code: number): number | undefined {
  if (code >= 0x61 && code <= 0x7a) {
    return code - 0x61;
  }
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : undefined;
}

function adaptedBias(difference: number, length: number, isFirst: boolean): number {
  let delta = Math.floor(difference / (isFirst ? 700 : 2));
  delta += Math.floor(delta / length);
  let k = 0;
  for (; delta > 455; k += BASE) {
    delta = Math.floor(delta / 35);
  }
  return k + Math.floor((36 * delta) / (delta + 38));
}
