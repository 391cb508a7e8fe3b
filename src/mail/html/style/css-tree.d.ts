/** The parts of css-tree that are used here; its types package describes the whole library, which we don't load. */
declare module 'css-tree/tokenizer' {
  export function tokenize(source: string, onToken: (type: number, start: number, end: number) => void): void;
}

declare module 'css-tree/utils' {
  interface Codec {
    decode(source: string): string;
    encode(text: string): string;
  }
  export const ident: Codec;
  export const string: Codec & { encode(text: string, inApostrophes?: boolean): string };
  export const url: Codec;
}
