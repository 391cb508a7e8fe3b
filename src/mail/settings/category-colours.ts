/** Outlook's 25 presets as Outlook paints them, by number (`categoryColor` of Graph, `OlCategoryColor` of Outlook). */
const colours =
  '#d6252e #f06c15 #ffca4c #fffe3d #4ab63f #40bd95 #859a52 #3267b8 #613db4 #a34e78 #c4ccdd #8c9cbd #c4c4c4 #a5a5a5 #1c1c1c #af1e25 #b14f0d #ab7b05 #999400 #35792b #2e7d64 #5f6c3a #2a5191 #50328f #82375f'.split(
    ' ',
  );
const colourless = '#8a8886';

/** `#rrggbb` of a preset such as `preset7`; grey for `none` and for an unknown one. */
export function colourOf(preset: string): string {
  const number = /^preset(\d{1,2})$/i.exec(preset)?.[1];
  return (number === undefined ? undefined : colours[Number(number)]) ?? colourless;
}
