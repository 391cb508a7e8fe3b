import { Field, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useId,
  useState,
} from 'react';
import type { Address } from '../client/index.js';
import { displayName, fullAddress } from '../mailbox/people.js';
import { Chip } from '../ui/chip.js';
import { isComposing } from '../ui/composing.js';
import { addRecipients, parseRecipients, sameAddress } from '../drafts/recipients.js';
import { SuggestionCount, SuggestionList } from './suggestion-list.js';
import { findMore, neighbour } from './suggestions.js';
import { useSuggestions } from './use-suggestions.js';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: tokens.spacingHorizontalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    padding: '6px 0',
  },
  label: {
    width: '52px',
    flexShrink: 0,
    paddingTop: '6px',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase300,
  },
  field: { flexGrow: 1, minWidth: 0 },
  box: { position: 'relative', minWidth: 0, display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px' },
  tags: { display: 'contents', listStyleType: 'none' },
  tag: { display: 'flex', maxWidth: '100%' },
  input: {
    flexGrow: 1,
    flexBasis: '24px',
    minWidth: '24px',
    height: '32px',
    padding: 0,
    border: 'none',
    outlineStyle: 'none',
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    fontFamily: 'inherit',
    fontSize: tokens.fontSizeBase300,
  },
  // An address that is being typed doesn't wrap and needs no line of its own.
  written: { flexBasis: '160px' },
  focused: {
    ':focus-within': {
      borderBottomColor: tokens.colorCompoundBrandStroke,
      boxShadow: `0 1px 0 ${tokens.colorCompoundBrandStroke}`,
    },
  },
});

/** The directory is offered when there are fewer suggestions. */
const ENOUGH = 3;

/** The name of a field, and its other texts. */
export interface RecipientTexts {
  readonly label: string;
  readonly recipients: string;
  readonly suggestions: string;
}

interface RecipientsFieldProps {
  readonly texts: RecipientTexts;
  readonly recipients: readonly Address[];
  readonly onChange: (recipients: Address[]) => void;
  /** Text in the field that is not a recipient yet. */
  readonly text: string;
  readonly onTextChange: (text: string) => void;
  readonly error: string | undefined;
  /** Called when the user leaves the field; reports text that is not an address. */
  readonly onLeave: () => void;
  /** Takes the user to Microsoft to permit the search for people. */
  readonly onAllowPeople: () => void;
  /** Whether the suggestions are shown at once, because the user was about to choose. */
  readonly startsOpen: boolean;
  readonly inputRef: Ref<HTMLInputElement>;
  readonly after?: ReactNode;
}

export function RecipientsField(props: RecipientsFieldProps): ReactElement {
  const {
    texts,
    recipients,
    onChange,
    text,
    onTextChange,
    error,
    onLeave,
    onAllowPeople,
    startsOpen,
    inputRef,
    after,
  } = props;
  const styles = useStyles();
  const id = useId();
  /** The address that Enter selects, whatever its position. */
  const [active, setActive] = useState<string>();
  // Opened by typing, closed by Escape and by leaving the field: the list covers the fields below.
  const [isOpen, setOpen] = useState(startsOpen);
  const { people: suggestions, isSearching, isLimited } = useSuggestions(text, recipients, isOpen);
  // Offered only when few suggestions are found: a user who has found the person isn't disturbed.
  const isOffered = isLimited && (suggestions.length < ENOUGH || active === findMore);
  const onAllow = isOffered ? onAllowPeople : undefined;
  const options = [...suggestions.map(({ address }) => address), ...(isOffered ? [findMore] : [])];
  const activeIndex = active === undefined ? -1 : options.indexOf(active);
  const listId = `${id}-suggestions`;

  const close = (): void => {
    setOpen(false);
    setActive(undefined);
  };
  const add = (added: readonly Address[], rest = ''): void => {
    onChange(addRecipients(recipients, added));
    onTextChange(rest);
    setActive(undefined);
  };
  const choose = ({ name, address }: Address): void => {
    add([name === undefined ? { address } : { name, address }]);
  };
  const commit = (value: string): void => {
    const { valid, rest } = parseRecipients(value);
    if (valid.length > 0) {
      add(valid, rest.join('; '));
    }
  };
  const remove = (address: string): void => {
    onChange(recipients.filter((one) => !sameAddress(one.address, address)));
    // The button that had the focus is removed.
    document.getElementById(id)?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    // Enter and the arrows select a candidate of the input method.
    if (isComposing(event)) {
      return;
    }
    const chosen = suggestions[activeIndex];
    const isAllow = onAllow !== undefined && active === findMore;
    // A complete address is taken as typed; anything less selects the first suggestion.
    const taken = chosen ?? (parseRecipients(text).valid.length > 0 ? undefined : suggestions[0]);
    if (event.key === 'ArrowDown' && !isOpen) {
      setOpen(true);
    } else if (event.key === 'ArrowDown' && options.length > 0) {
      event.preventDefault();
      setActive(neighbour(options, active, 1));
    } else if (event.key === 'ArrowUp' && options.length > 0) {
      event.preventDefault();
      setActive(neighbour(options, active, -1));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (isAllow) {
        onAllow();
      } else if (taken === undefined) {
        commit(text);
      } else {
        choose(taken);
      }
    } else if (event.key === ',' || event.key === ';') {
      if (parseRecipients(text).valid.length > 0) {
        event.preventDefault();
        commit(text);
      }
    } else if (event.key === 'Tab' && !event.shiftKey && taken !== undefined && !isAllow) {
      choose(taken);
    } else if (event.key === 'Escape' && options.length > 0) {
      event.stopPropagation();
      close();
    } else if (event.key === 'Backspace' && text === '' && recipients.length > 0) {
      onChange(recipients.slice(0, -1));
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>): void => {
    const pasted = event.clipboardData.getData('text');
    if (parseRecipients(pasted).valid.length === 0) {
      return;
    }
    event.preventDefault();
    commit(`${text}${pasted}`);
  };

  return (
    <div className={mergeClasses(styles.row, styles.focused)}>
      <label htmlFor={id} className={styles.label}>
        {texts.label}
      </label>
      <Field
        className={styles.field}
        {...(error === undefined ? {} : { validationMessage: error, validationState: 'error' as const })}
      >
        <div className={styles.box}>
          {recipients.length === 0 ? null : (
            <ul className={styles.tags} aria-label={texts.recipients}>
              {recipients.map((address) => (
                <li key={address.address} className={styles.tag}>
                  <Chip
                    text={displayName(address)}
                    title={fullAddress(address)}
                    onRemove={() => {
                      remove(address.address);
                    }}
                  />
                </li>
              ))}
            </ul>
          )}
          <input
            id={id}
            ref={inputRef}
            className={mergeClasses(styles.input, (text !== '' || recipients.length === 0) && styles.written)}
            type="text"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            role="combobox"
            aria-expanded={options.length > 0}
            aria-controls={options.length > 0 ? listId : undefined}
            aria-autocomplete="list"
            aria-activedescendant={activeIndex < 0 ? undefined : `${listId}-${activeIndex}`}
            aria-invalid={error === undefined ? undefined : true}
            value={text}
            onChange={(event) => {
              setActive(undefined);
              setOpen(true);
              onTextChange(event.target.value);
            }}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => {
              close();
              commit(text);
              onLeave();
            }}
          />
          <SuggestionList
            id={listId}
            label={texts.suggestions}
            suggestions={suggestions}
            active={activeIndex}
            isSearching={isSearching}
            onChoose={choose}
            onAllow={onAllow}
          />
          <SuggestionCount count={suggestions.length} isOpen={suggestions.length > 0 && !isSearching} />
        </div>
      </Field>
      {after}
    </div>
  );
}
