const FRAME_PAGE = '/mail-frame.html';

function isFramePage(inside: Document | null): inside is Document {
  return inside !== null && inside.querySelector('meta[name="mail-frame"]') !== null;
}

/**
 * Fills the frame and tells when it is there. A srcdoc frame inherits this page's policy, which lets no remote picture
 * in. When the user asked for them, the frame is a page of its own with its own policy; where the server does not offer
 * that page, the message is shown without them.
 */
export function loadFrame(
  frame: HTMLIFrameElement,
  content: string,
  allowRemoteImages: boolean,
  onReady: (inside: Document) => void,
): () => void {
  let isFilled = false;
  const fillHere = (): void => {
    isFilled = true;
    frame.removeAttribute('src');
    frame.srcdoc = `<!doctype html><html>${content}</html>`;
  };
  const onLoad = (): void => {
    const inside = frame.contentDocument;
    if (isFilled) {
      if (inside !== null) onReady(inside);
      return;
    }
    if (!isFramePage(inside)) {
      fillHere();
      return;
    }
    isFilled = true;
    inside.documentElement.innerHTML = content;
    onReady(inside);
  };
  frame.addEventListener('load', onLoad);
  if (allowRemoteImages) {
    frame.removeAttribute('srcdoc');
    frame.src = FRAME_PAGE;
  } else {
    fillHere();
  }
  return () => {
    frame.removeEventListener('load', onLoad);
  };
}
