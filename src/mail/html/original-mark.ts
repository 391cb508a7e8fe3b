import { randomId } from '../../common/index.js';
import { originalMarker, readDraft } from './draft-html.js';

/**
 * Finds where the original of a draft begins again after its HTML was sanitised. An unguessable word marks it
 * meanwhile, because every sanitiser leaves text unchanged.
 */
export class OriginalMark {
  private constructor(
    /** To be sanitised. */
    readonly html: string,
    private readonly word: string,
    /** The text of the user alone. */
    readonly own: string,
    readonly quoted: string,
  ) {}

  /** Undefined for a draft that quotes nothing. */
  static in(html: string): OriginalMark | undefined {
    const { head, written, original, tail } = readDraft(html);
    const word = randomId();
    return original === undefined
      ? undefined
      : new OriginalMark(head + written + word + original + tail, word, head + written + tail, original);
  }

  /** The sanitised HTML with its marker, and where that begins. */
  restore(sanitised: string): { readonly content: string; readonly originalAt: number | null } {
    const at = sanitised.indexOf(this.word);
    const content = sanitised.replace(this.word, originalMarker);
    return { content, originalAt: at < 0 ? null : at };
  }

  /** As `restore`, of parts that were sanitised separately: an original that has no layout takes none of the user's text. */
  joined(own: string, quoted: string): { readonly content: string; readonly originalAt: number } {
    return { content: own + originalMarker + quoted, originalAt: own.length };
  }
}
