import { fitFrame, resetFit, highestPx } from './frame-fit.js';
import { pictureVariable } from './prepared-mail.js';

/** Loads a picture from the service; returns an address that the frame may show, or undefined when the picture is not available. */
export type LoadPicture = (address: string, signal: AbortSignal) => Promise<string | undefined>;

export interface ShownMail {
  readonly content: string;
  readonly pictures: readonly string[];
  readonly loadPicture: LoadPicture;
  /** Called after the message is laid out; may change it. */
  readonly onShown?: (inside: Document) => void;
}

/** The number of steps after which a message that grows with its frame is stopped. */
const mostEchoes = 4;
const mostPicturesAtOnce = 6;

/** Shows a message in a frame, and adapts the height of the frame to the message until the returned function is called. */
export function showMail(frame: HTMLIFrameElement, mail: ShownMail): () => void {
  const abort = new AbortController();
  let observer: ResizeObserver | undefined;
  const onLoad = (): void => {
    const inside = frame.contentDocument;
    if (inside === null) {
      return;
    }
    const heights = new FrameHeights(frame, inside);
    observer?.disconnect();
    observer = new ResizeObserver(() => {
      heights.measure();
    });
    mail.onShown?.(inside);
    observer.observe(inside.body);
    observer.observe(frame);
    const changed = (): void => {
      heights.reset();
      heights.measure();
    };
    for (const event of ['load', 'toggle']) {
      inside.addEventListener(event, changed, { capture: true, signal: abort.signal });
    }
    heights.measure();
    void putPicturesIn(inside, mail, abort.signal);
    printAll(inside, heights, abort.signal);
  };
  frame.addEventListener('load', onLoad, { signal: abort.signal });
  frame.srcdoc = mail.content;
  return () => {
    abort.abort();
    observer?.disconnect();
  };
}

class FrameHeights {
  #height = 0;
  #width = 0;
  #echoes = 0;

  constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly inside: Document,
  ) {}

  /** A cause other than the frame's height has changed the message. */
  reset(): void {
    this.#echoes = 0;
    resetFit(this.inside);
  }

  measure(): void {
    const width = this.frame.clientWidth;
    if (width !== this.#width) {
      this.#width = width;
      this.#echoes = 0;
    }
    const height = fitFrame(this.inside);
    if (height === this.#height) {
      return;
    }
    // A message depends on the height of its frame only if its author wanted that.
    this.#echoes += 1;
    if (this.#echoes > mostEchoes && height > this.#height) {
      this.inside.documentElement.classList.add('is-capped');
      return;
    }
    this.#height = height;
    this.frame.style.height = `${height}px`;
    this.inside.documentElement.classList.toggle('is-capped', height >= highestPx);
  }
}

async function putPicturesIn(inside: Document, mail: ShownMail, signal: AbortSignal): Promise<void> {
  const waiting = [...mail.pictures];
  const loader = async (): Promise<void> => {
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
      const picture = await mail.loadPicture(address, signal);
      if (signal.aborted) {
        return;
      }
      if (picture !== undefined) {
        putPictureIn(inside, address, picture);
      }
    }
  };
  await Promise.all(Array.from({ length: mostPicturesAtOnce }, loader));
}

function putPictureIn(inside: Document, address: string, picture: string): void {
  for (const image of inside.querySelectorAll('img')) {
    if (image.dataset['picture'] === address) {
      image.src = picture;
    }
  }
  for (const element of inside.querySelectorAll('[data-background]')) {
    if (element.getAttribute('data-background') === address) {
      element.setAttribute('background', picture);
    }
  }
  const style = inside.createElement('style');
  style.textContent = `:root{${pictureVariable(address)}:url("${picture}")}`;
  inside.head.append(style);
}

/** For printing, collapsed parts are expanded and the frame doesn't scroll. */
function printAll(inside: Document, heights: FrameHeights, signal: AbortSignal): void {
  const folded = (): HTMLDetailsElement[] => [...inside.querySelectorAll<HTMLDetailsElement>('details.mail-history')];
  let opened: HTMLDetailsElement[] = [];
  window.addEventListener(
    'beforeprint',
    () => {
      opened = folded().filter(({ open }) => !open);
      for (const details of opened) {
        details.open = true;
      }
      heights.reset();
      heights.measure();
    },
    { signal },
  );
  window.addEventListener(
    'afterprint',
    () => {
      for (const details of opened) {
        details.open = false;
      }
      heights.reset();
      heights.measure();
    },
    { signal },
  );
}
