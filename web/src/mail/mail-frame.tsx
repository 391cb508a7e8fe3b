import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import { frameDocument } from './frame-document.js';
import { fitFrame } from './fit-frame.js';
import { showInlineImage } from './inline-image.js';
import type { PreparedMail } from './mail-html.js';
import type { BodyColours } from './use-body-colours.js';

const useStyles = makeStyles({
  frame: {
    display: 'block',
    width: '100%',
    border: 'none',
    backgroundColor: '#fff',
    borderRadius: tokens.borderRadiusMedium,
  },
  themed: { backgroundColor: 'transparent' },
});

interface MailFrameProps {
  readonly mail: PreparedMail;
  readonly title: string;
  readonly allowRemoteImages: boolean;
  readonly colours: BodyColours;
}

/**
 * The body of a message in a frame that may run nothing. `allow-same-origin` lets this page measure the frame and put
 * pictures in; without `allow-scripts` (never given) nothing inside can use it. Links open in their own window.
 */
export function MailFrame({ mail, title, allowRemoteImages, colours }: MailFrameProps): ReactElement {
  const styles = useStyles();
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(120);
  const isThemed = !mail.hasOwnColours;
  const content = useMemo(
    () => frameDocument(mail.html, isThemed ? colours : undefined, allowRemoteImages),
    [mail.html, isThemed, colours, allowRemoteImages],
  );

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const abort = new AbortController();
    let observer: ResizeObserver | undefined;
    const onLoad = (): void => {
      const inside = element.contentDocument;
      if (inside === null) return;
      const measure = (): void => {
        setHeight(fitFrame(inside));
      };
      observer?.disconnect();
      observer = new ResizeObserver(measure);
      observer.observe(inside.body);
      measure();
      for (const path of mail.inlineImages) void showInlineImage(inside, path, abort.signal);
    };
    element.addEventListener('load', onLoad);
    element.srcdoc = content;
    return () => {
      abort.abort();
      observer?.disconnect();
      element.removeEventListener('load', onLoad);
    };
  }, [content, mail.inlineImages]);

  return (
    <iframe
      ref={frame}
      title={title}
      data-testid="mail-frame"
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      className={mergeClasses(styles.frame, isThemed && styles.themed)}
      // A frame whose scheme differs from its document's is painted opaque.
      style={{ height, colorScheme: isThemed ? colours.scheme : 'light' }}
    />
  );
}
