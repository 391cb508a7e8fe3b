/**
 * The files to paste. When the clipboard has text too, the text is pasted: programs add a picture of it. But macOS adds the names of copied
 * files as text; then the files are pasted.
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
