import { Button, Link, makeStyles, tokens } from '@fluentui/react-components';
import { Fragment, type ReactElement, useId, useMemo, useState } from 'react';
import { t } from '../../texts/t.js';
import { readableWidth } from './frame-document.js';
import { linkedParts, type TextBlock, textBlocks } from './plain-text.js';

const useStyles = makeStyles({
  text: {
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: tokens.fontSizeBase300,
    lineHeight: '1.55',
    maxWidth: readableWidth,
    margin: 0,
  },
  quote: {
    margin: '4px 0',
    paddingInlineStart: '12px',
    borderInlineStartWidth: '3px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: tokens.colorNeutralStroke1,
    color: tokens.colorNeutralForeground2,
  },
  signature: { color: tokens.colorNeutralForeground3 },
  fold: { minWidth: 0, height: '20px', padding: '0 10px', margin: '8px 0', '@media print': { display: 'none' } },
  folded: { display: 'none', '@media print': { display: 'block' } },
});

const SAID = /^(?:.*:\s*)$/;

/** A message without markup: addresses become links, quotes are indented, and the last quotes are collapsed. */
export function TextBody({ text }: { readonly text: string }): ReactElement {
  const styles = useStyles();
  const blocks = useMemo(() => textBlocks(text), [text]);
  const from = foldedFrom(blocks);
  return (
    <div className={styles.text} dir="auto" data-testid="text-body">
      <Blocks blocks={blocks.slice(0, from)} />
      {from < blocks.length ? <Folded blocks={blocks.slice(from)} /> : null}
    </div>
  );
}

/** The index of the quotes at the end, if the message has its own text before them. */
function foldedFrom(blocks: readonly TextBlock[]): number {
  let from = blocks.length;
  while (from > 0 && (blocks[from - 1]?.kind === 'quote' || blocks[from - 1]?.text.trim() === '')) {
    from -= 1;
  }
  const isQuoted = blocks.slice(from).some(({ kind }) => kind === 'quote');
  const isAnswer = blocks.slice(0, from).some(({ text }) => !SAID.test(text.trim()));
  return isQuoted && isAnswer ? from : blocks.length;
}

function Folded({ blocks }: { readonly blocks: readonly TextBlock[] }): ReactElement {
  const styles = useStyles();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <Button
        className={styles.fold}
        size="small"
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={t('Quoted text')}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        …
      </Button>
      <div id={id} className={isOpen ? undefined : styles.folded}>
        <Blocks blocks={blocks} />
      </div>
    </>
  );
}

function Blocks({ blocks }: { readonly blocks: readonly TextBlock[] }): ReactElement {
  const styles = useStyles();
  return (
    <>
      {blocks.map((block, index) =>
        block.kind === 'quote' ? (
          <blockquote key={index} className={styles.quote}>
            <Blocks blocks={block.blocks} />
          </blockquote>
        ) : (
          <div key={index} className={block.kind === 'signature' ? styles.signature : undefined}>
            <Linked text={block.text} />
          </div>
        ),
      )}
    </>
  );
}

function Linked({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {linkedParts(text).map((part, index) => (
        <Fragment key={index}>
          {part.href === undefined ? (
            part.text
          ) : (
            <Link inline href={part.href} target="_blank" rel="noopener noreferrer">
              {part.text}
            </Link>
          )}
        </Fragment>
      ))}
    </>
  );
}
