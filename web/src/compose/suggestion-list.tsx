import { Avatar, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Address } from '../client/index.js';
import { displayName } from '../mailbox/people.js';

const useStyles = makeStyles({
  list: {
    position: 'absolute',
    zIndex: 10,
    top: '100%',
    insetInlineStart: 0,
    width: 'min(360px, 100%)',
    margin: 0,
    padding: '4px',
    listStyleType: 'none',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow16,
  },
  option: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: '6px 8px',
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  active: { backgroundColor: tokens.colorNeutralBackground1Selected },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  address: { color: tokens.colorNeutralForeground2 },
});

interface SuggestionListProps {
  readonly id: string;
  readonly label: string;
  readonly suggestions: readonly Address[];
  readonly active: number;
  readonly onChoose: (address: Address) => void;
}

export function SuggestionList({ id, label, suggestions, active, onChoose }: SuggestionListProps): ReactElement | null {
  const styles = useStyles();
  if (suggestions.length === 0) return null;
  return (
    <ul id={id} role="listbox" aria-label={label} className={styles.list}>
      {suggestions.map((address, index) => (
        <li
          key={address.address}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={mergeClasses(styles.option, index === active && styles.active)}
          // Before the field loses the focus and takes what was typed for an address.
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(address);
          }}
        >
          <Avatar size={24} name={displayName(address)} color="colorful" aria-hidden />
          <span className={styles.text}>
            <Text truncate wrap={false} dir="auto">
              {displayName(address)}
            </Text>
            <Text size={200} truncate wrap={false} className={styles.address}>
              {address.address}
            </Text>
          </span>
        </li>
      ))}
    </ul>
  );
}
