import { makeStyles } from '@fluentui/react-components';
import type { ReactElement } from 'react';

const useStyles = makeStyles({
  // On its own background, so that it is readable in every theme.
  hit: { backgroundColor: '#ffe08a', color: '#242424', borderRadius: '2px' },
});

interface MarkedTextProps {
  readonly parts: readonly { readonly text: string; readonly isHit: boolean }[];
}

/** Text in which what was searched for is marked. */
export function MarkedText({ parts }: MarkedTextProps): ReactElement {
  const styles = useStyles();
  return (
    <>
      {parts.map(({ text, isHit }, index) =>
        isHit ? (
          <mark key={index} className={styles.hit}>
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </>
  );
}
