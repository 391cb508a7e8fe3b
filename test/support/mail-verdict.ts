import type { MailSnapshot, TextRun } from './mail-snapshot.js';

export interface Verdict {
  readonly grade: 'faithful' | 'degraded' | 'broken';
  readonly reasons: readonly string[];
}

const lostCharacters = 8;
const shownCharacters = 30;
const tinyPx = 8;

/** Compares a shown message with the same message in a bare frame, by rules. */
export function verdictOf(original: MailSnapshot, result: MailSnapshot): Verdict {
  const pairs = pairsOf(original.runs, result.runs);
  const lost = pairs.lost.reduce((sum, run) => sum + run.text.length, 0);
  const shown = pairs.added.reduce((sum, run) => sum + run.text.length, 0);
  const unreadable = sum(pairs.matched.filter(([before, after]) => before.contrast >= 1.5 && after.contrast < 1.5));
  const total = sum(pairs.matched);
  const alike = total === 0 ? 1 : sum(pairs.matched.filter(([before, after]) => looksAlike(before, after))) / total;
  const tiny = shareOfTiny(result) > 0.3 && shareOfTiny(original) <= 0.3;
  const broken = [
    lost >= lostCharacters && `${lost} characters lost: ${pairs.lost[0]?.text.slice(0, 30) ?? ''}`,
    unreadable >= lostCharacters && `${unreadable} characters unreadable`,
    result.cut >= lostCharacters && `${result.cut} characters cut`,
    shown >= shownCharacters && `${shown} hidden characters shown: ${pairs.added[0]?.text.slice(0, 30) ?? ''}`,
    tiny && 'tiny on the phone',
    alike < 0.4 && `looks gone (${alike.toFixed(2)})`,
  ];
  const degraded = [
    alike < 0.95 && `looks (${alike.toFixed(2)}): ${differenceOf(pairs.matched)}`,
    Math.abs(result.height - original.height) > 0.15 * original.height &&
      `height ${original.height} -> ${result.height}`,
    result.pictures < original.pictures && `pictures ${original.pictures} -> ${result.pictures}`,
    result.backgrounds < original.backgrounds && `backgrounds ${original.backgrounds} -> ${result.backgrounds}`,
    result.links < original.links && `links ${original.links} -> ${result.links}`,
    result.anchors < original.anchors && `anchors ${original.anchors} -> ${result.anchors}`,
    result.zoom < original.zoom - 0.03 && `shrunk to ${result.zoom.toFixed(2)}`,
  ];
  const said = (reasons: readonly (string | false)[]): string[] => reasons.filter((each) => each !== false);
  const grade = said(broken).length > 0 ? 'broken' : said(degraded).length > 0 ? 'degraded' : 'faithful';
  return { grade, reasons: [...said(broken), ...said(degraded)] };
}

type Pair = readonly [TextRun, TextRun];

/** Runs with the same text, in order. */
function pairsOf(
  before: readonly TextRun[],
  after: readonly TextRun[],
): { matched: Pair[]; lost: TextRun[]; added: TextRun[] } {
  const waiting = new Map<string, TextRun[]>();
  for (const run of after) {
    waiting.set(run.text, [...(waiting.get(run.text) ?? []), run]);
  }
  const matched: Pair[] = [];
  const lost: TextRun[] = [];
  for (const run of before) {
    const match = waiting.get(run.text)?.shift();
    if (match === undefined) {
      lost.push(run);
    } else {
      matched.push([run, match]);
    }
  }
  return { matched, lost, added: [...waiting.values()].flat() };
}

function sum(pairs: readonly Pair[]): number {
  return pairs.reduce((total, [{ text }]) => total + text.length, 0);
}

function looksAlike(before: TextRun, after: TextRun): boolean {
  return differences(before, after).length === 0;
}

function differences(before: TextRun, after: TextRun): string[] {
  return [
    Math.abs(before.size - after.size) > 0.06 * before.size ? `size ${before.size} -> ${after.size}` : '',
    before.colour === after.colour ? '' : `colour ${before.colour} -> ${after.colour}`,
    before.behind === after.behind ? '' : `behind ${before.behind} -> ${after.behind}`,
    before.weight === after.weight ? '' : `weight ${before.weight} -> ${after.weight}`,
    Math.abs(before.x - after.x) <= 0.05 ? '' : `x ${before.x.toFixed(2)} -> ${after.x.toFixed(2)}`,
  ].filter((each) => each !== '');
}

function differenceOf(pairs: readonly Pair[]): string {
  const [before, after] = pairs.find(([one, other]) => !looksAlike(one, other)) ?? [];
  return before === undefined || after === undefined
    ? ''
    : `"${before.text.slice(0, 20)}" ${differences(before, after).join(', ')}`;
}

function shareOfTiny({ runs }: MailSnapshot): number {
  const all = runs.reduce((total, { text }) => total + text.length, 0);
  const tiny = runs.filter(({ size }) => size < tinyPx).reduce((total, { text }) => total + text.length, 0);
  return all === 0 ? 0 : tiny / all;
}
