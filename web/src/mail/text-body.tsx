import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { Fragment, type ReactElement } from 'react';

const useStyles = makeStyles({
  text: {
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: tokens.fontSizeBase300,
    lineHeight: '1.55',
    margin: 0,
  },
});

const URL_PATTERN = /(https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?])/g;

/** A message without markup; web addresses become links. */
export function TextBody({ text }: { readonly text: string }): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.text} dir="auto" data-testid="text-body">
      {text.split(URL_PATTERN).map((part, index) => (
        <Fragment key={index}>
          {index % 2 === 0 ? (
            part
          ) : (
            <Link inline href={part} target="_blank" rel="noopener noreferrer">
              {part}
            </Link>
          )}
        </Fragment>
      ))}
    </div>
  );
}
