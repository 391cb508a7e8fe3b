import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type ReactElement, useEffect, useMemo, useRef } from 'react';
import { darkenMail } from './darken.js';
import { type BodyColours, frameDocument, PAPER } from './frame-document.js';
import { showMail } from './frame-view.js';
import { loadPicture } from '../../mailbox/load-picture.js';
import type { PreparedMail } from './prepared-mail.js';

const useStyles = makeStyles({
  frame: {
    display: 'block',
    width: '100%',
    height: '120px',
    border: 'none',
    backgroundColor: '#fff',
    borderRadius: tokens.borderRadiusMedium,
  },
  themed: { backgroundColor: 'transparent' },
  dark: { backgroundColor: '#1f1f1f' },
});

interface MailFrameProps {
  readonly mail: PreparedMail;
  readonly title: string;
  readonly colours: BodyColours;
  /** The message's own colours are turned dark. */
  readonly isDarkened: boolean;
}

/**
 * The body of a message in a frame without scripts. `allow-same-origin` lets this page measure the frame and insert
 * pictures. Nothing inside can use it, because `allow-scripts` is never given. Links open in a new window.
 */
export function MailFrame({ mail, title, colours, isDarkened }: MailFrameProps): ReactElement {
  const styles = useStyles();
  const frame = useRef<HTMLIFrameElement>(null);
  const isThemed = !mail.hasOwnColours;
  const content = useMemo(() => frameDocument(mail, isThemed ? colours : PAPER, isThemed), [mail, isThemed, colours]);

  useEffect(() => {
    const element = frame.current;
    if (element === null) {
      return undefined;
    }
    return showMail(element, {
      content,
      pictures: mail.pictures,
      loadPicture,
      ...(isDarkened ? { onShown: darkenMail } : {}),
    });
  }, [content, mail.pictures, isDarkened]);

  return (
    <iframe
      ref={frame}
      title={title}
      data-testid="mail-frame"
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      className={mergeClasses(styles.frame, isThemed && styles.themed, isDarkened && styles.dark)}
      // A frame whose scheme differs from its document's is painted opaque.
      style={{ colorScheme: isThemed ? colours.scheme : 'light' }}
    />
  );
}
