import { Spinner, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { PeopleSearchRegular } from '@fluentui/react-icons/svg/people-search';
import type { ReactElement } from 'react';
import { displayName } from '../mailbox/people.js';
import { PersonAvatar } from '../mailbox/person-avatar.js';
import { tPlural } from '../texts/messages.js';
import { t } from '../texts/t.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import type { Suggestion } from './suggestions.js';

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
    '@media (forced-colors: active)': { border: '1px solid CanvasText' },
  },
  option: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: '6px 8px',
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    '@media (pointer: coarse)': { minHeight: '44px' },
  },
  active: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    '@media (forced-colors: active)': { outline: '2px solid Highlight', outlineOffset: '-2px' },
  },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  address: { color: tokens.colorNeutralForeground2 },
  icon: { width: '24px', flexShrink: 0, fontSize: '20px', lineHeight: 0, color: tokens.colorNeutralForeground2 },
  looking: { padding: '6px 8px' },
});

interface SuggestionListProps {
  readonly id: string;
  readonly label: string;
  readonly suggestions: readonly Suggestion[];
  /** The index of the option that Enter selects; the last option may be to permit a search of the directory. */
  readonly active: number;
  readonly isSearching: boolean;
  readonly onChoose: (person: Suggestion) => void;
  /** Present when the user has not been asked yet whether the app may search the directory. */
  readonly onAllow: (() => void) | undefined;
}

/** Below the field of a combobox, whose input keeps the focus (WAI-ARIA combobox with a listbox). */
export function SuggestionList(props: SuggestionListProps): ReactElement | null {
  const { id, label, suggestions, active, isSearching, onChoose, onAllow } = props;
  const styles = useStyles();
  if (suggestions.length === 0 && onAllow === undefined) {
    return null;
  }
  return (
    <ul id={id} role="listbox" aria-label={label} className={styles.list}>
      {suggestions.map((address, index) => (
        <li
          key={address.address}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={mergeClasses(styles.option, index === active && styles.active)}
          // Before the field loses the focus and takes the typed text for an address.
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(address);
          }}
        >
          <PersonAvatar size={24} name={displayName(address)} address={address.address} />
          <span className={styles.text}>
            <Text truncate wrap={false} dir="auto">
              {displayName(address)}
            </Text>
            <Text size={200} truncate wrap={false} className={styles.address}>
              {address.note === undefined ? address.address : `${address.address} · ${address.note}`}
            </Text>
          </span>
        </li>
      ))}
      {onAllow === undefined ? null : (
        <li
          id={`${id}-${suggestions.length}`}
          role="option"
          aria-selected={active === suggestions.length}
          className={mergeClasses(styles.option, active === suggestions.length && styles.active)}
          onMouseDown={(event) => {
            event.preventDefault();
            onAllow();
          }}
        >
          <span className={styles.icon}>
            <PeopleSearchRegular />
          </span>
          <span className={styles.text}>
            <Text>{t('Find more people…')}</Text>
            <Text size={200} className={styles.address}>
              {t('Microsoft will ask you first.')}
            </Text>
          </span>
        </li>
      )}
      {isSearching ? (
        <li role="presentation" className={styles.looking} aria-hidden>
          <Spinner size="tiny" label={t('Searching…')} labelPosition="after" style={{ justifyContent: 'flex-start' }} />
        </li>
      ) : null}
    </ul>
  );
}

interface SuggestionCountProps {
  readonly count: number;
  readonly isOpen: boolean;
}

/** Announces the number of suggestions to users who can't see the list. */
export function SuggestionCount({ count, isOpen }: SuggestionCountProps): ReactElement {
  const text = tPlural('{count, plural, one {# suggestion} other {# suggestions}}', { count });
  return (
    <VisuallyHidden>
      <span role="status">{isOpen ? text : ''}</span>
    </VisuallyHidden>
  );
}
