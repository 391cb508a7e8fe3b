import { refuseStrayDrops } from './stray-drops.js';

function dragged(type: string, types: readonly string[]): Event & { dataTransfer: { dropEffect: string } } {
  const dataTransfer = { types, dropEffect: 'copy' };
  return Object.assign(new Event(type, { cancelable: true }), { dataTransfer });
}

describe('a file that is dropped outside of the composer', () => {
  const page = new EventTarget();
  refuseStrayDrops(page);

  it.each(['dragover', 'drop'])('is refused, so that the browser does not open it (%s)', (type) => {
    const event = dragged(type, ['Files']);
    page.dispatchEvent(event);
    expect([event.defaultPrevented, event.dataTransfer.dropEffect]).toEqual([true, 'none']);
  });

  it('is left to an element that has handled it', () => {
    const event = dragged('dragover', ['Files']);
    event.preventDefault();
    page.dispatchEvent(event);
    expect(event.dataTransfer.dropEffect).toBe('copy');
  });

  it('is refused, but text is not', () => {
    const event = dragged('drop', ['text/plain']);
    page.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });
});
