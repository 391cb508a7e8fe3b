/**
 * The files that are meant where there are some in the clipboard. Programs put a picture of a text beside it: then the text is meant. What macOS
 * puts beside files is their names.
 */
export function pastedFiles(clipboard: Pick<DataTransfer, 'files' | 'types' | 'getData'> | null): File[] {
  const files = [...(clipboard?.files ?? [])];
  if (clipboard === null || files.length === 0 || !clipboard.types.includes('text/plain')) {
    return files;
  }
  const names = files.map(({ name }) => name);
  const lines = clipboard.getData('text/plain').split(/\r?\n/);
  const written = lines.map((line) => line.slice(line.lastIndexOf('/') + 1)).filter((line) => line !== '');
  return written.length > 0 && written.every((line) => names.includes(line)) ? files : [];
}
