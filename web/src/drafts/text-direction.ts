/** Letters of the scripts that are written from right to left (UAX #9: R and AL). */
const rightToLeft =
  /^[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Hanifi_Rohingya}]/u;

/**
 * The text of a message as it is sent. While it is written, its first letter decides from which side it is read (`dir="auto"`); mail
 * programs don't look at that, so that text from right to left says it itself.
 */
export function withDirection(html: string): string {
  const [letter = ''] = /\p{L}/u.exec(lettersOf(html)) ?? [];
  if (!rightToLeft.test(letter) || /^\s*<div dir=/.test(html)) {
    return html;
  }
  return ['<div dir="rtl">', html, '</div>'].join('');
}

/** Tags and entities have letters of their own. */
function lettersOf(html: string): string {
  return html.replace(/<[^>]*>|&#?\w+;/g, ' ');
}
