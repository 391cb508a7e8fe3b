import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import type { Address } from '../client/index.js';
import { displayName, fullAddress } from '../mailbox/people.js';
import { lazyPart } from '../ui/lazy-part.js';

const PersonCard = lazyPart(() => import('./person-card.js').then((module) => module.PersonCard));

const useStyles = makeStyles({
  name: {
    display: 'inline',
    // 24 px for touch, without a larger distance between the lines.
    padding: '4px 0',
    margin: '-4px 0',
    border: 'none',
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: 'transparent',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'start',
    overflowWrap: 'anywhere',
    cursor: 'pointer',
    ':hover': { textDecoration: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
  },
  strong: { fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase300 },
});

/** The name of a person, which opens their card. */
export function PersonButton({
  person,
  isStrong = false,
}: {
  readonly person: Address;
  readonly isStrong?: boolean;
}): ReactElement {
  const styles = useStyles();
  const [target, setTarget] = useState<HTMLElement>();
  return (
    <>
      <button
        type="button"
        className={mergeClasses(styles.name, isStrong && styles.strong)}
        title={fullAddress(person)}
        aria-haspopup="dialog"
        aria-expanded={target !== undefined}
        dir="auto"
        onClick={({ currentTarget }) => {
          setTarget(target === undefined ? currentTarget : undefined);
        }}
      >
        {displayName(person)}
      </button>
      {target === undefined ? null : (
        <PersonCard
          person={person}
          target={target}
          onClose={() => {
            setTarget(undefined);
          }}
        />
      )}
    </>
  );
}
