import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { simpleHtml } from '../drafts/simple-html.js';
import { attachedPictures } from '../drafts/start-draft.js';
import { loadPicture } from '../mailbox/load-picture.js';
import { t } from '../texts/t.js';
import { ChevronForwardRegular } from '../ui/direction-icons.js';

const useStyles = makeStyles({
  root: { flexShrink: 0, borderTop: `1px solid ${tokens.colorNeutralStroke2}`, padding: '4px 0 8px' },
  toggle: { paddingInlineStart: 0 },
  text: {
    padding: '8px 12px',
    borderLeft: `3px solid ${tokens.colorNeutralStroke1}`,
    color: tokens.colorNeutralForeground2,
    overflowX: 'auto',
    overflowWrap: 'anywhere',
    '& a': { color: tokens.colorBrandForegroundLink },
    '& table': { maxWidth: '100%' },
    '& pre': { whiteSpace: 'pre-wrap' },
    '& img': { maxWidth: '100%', height: 'auto' },
  },
  note: { display: 'block', paddingTop: '4px', color: tokens.colorNeutralForeground2 },
});

/** The message that is replied to or forwarded, collapsed below the text. It is sent complete, whatever is shown of it here. */
export function OriginalMessage({ html }: { readonly html: string | undefined }): ReactElement | null {
  const styles = useStyles();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  if (html === undefined) {
    return null;
  }
  return (
    <div className={styles.root}>
      <Button
        className={styles.toggle}
        appearance="transparent"
        size="small"
        icon={isOpen ? <ChevronDownRegular /> : <ChevronForwardRegular />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {t('Original message')}
      </Button>
      <div id={id}>{isOpen ? <OriginalText html={html} /> : null}</div>
    </div>
  );
}

function OriginalText({ html }: { readonly html: string }): ReactElement {
  const styles = useStyles();
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (text.current === null) {
      return undefined;
    }
    const leaving = new AbortController();
    text.current.replaceChildren(...originalNodes(html, leaving.signal));
    return () => {
      leaving.abort();
    };
  }, [html]);
  return (
    <>
      <div ref={text} className={styles.text} dir="auto" />
      <Text size={200} className={styles.note}>
        {t('It’s sent as it is, with its formatting and pictures.')}
      </Text>
    </>
  );
}

/** Its pictures are requested one by one, because an img element can't send the CSRF header. */
function originalNodes(html: string, signal: AbortSignal): readonly Node[] {
  const template = document.createElement('template');
  template.innerHTML = simpleHtml(html, attachedPictures);
  for (const picture of template.content.querySelectorAll('img')) {
    const address = picture.getAttribute('src') ?? '';
    picture.removeAttribute('src');
    void loadPicture(address, signal).then((url) => {
      if (url !== undefined) {
        picture.src = url;
      }
    });
  }
  return [...template.content.childNodes];
}
