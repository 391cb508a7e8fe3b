/** Letters of the scripts that are written from right to left (UAX #9: R and AL). */
const rightToLeft =
  /^[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Hanifi_Rohingya}]/u;

/**
 * The text of a message as it is sent. In the editor, the first letter decides the direction (`dir="auto"`). Mail programs don't do that,
 * so right-to-left text is marked as such.
 */
export function withDirection(html: string): string {
  const [letter = ''] = /\p{L}/u.exec(lettersOf(html)) ?? [];
  if (!rightToLeft.test(letter) || /^\s*<div dir=/.test(html)) {
    return html;
  }
  return ['<div dir="rtl">', html, '</div>'].join('');
}

/** Without tags and entities, which consist of letters themselves. */
function lettersOf(html: string): string {
  return html.replace(/<[^>]*>|&#?\w+;/g, ' ');
}
