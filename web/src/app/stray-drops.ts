/** Refuses files that are dropped outside of the composer: the browser would open them and leave the app. */
export function refuseStrayDrops(page: EventTarget): void {
  for (const type of ['dragover', 'drop']) {
    page.addEventListener(type, refuse);
  }
}

function refuse(event: Event): void {
  const { dataTransfer } = event as DragEvent;
  if (event.defaultPrevented || dataTransfer?.types.includes('Files') !== true) {
    return;
  }
  event.preventDefault();
  dataTransfer.dropEffect = 'none';
}
