import { makeStyles } from '@fluentui/react-components';
import type { ReactElement } from 'react';

const useStyles = makeStyles({
  // With its own background, to be readable in every theme.
  hit: { backgroundColor: '#ffe08a', color: '#242424', borderRadius: '2px' },
});

interface MarkedTextProps {
  readonly parts: readonly { readonly text: string; readonly isHit: boolean }[];
}

/** Text with the matches of the search highlighted. */
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
