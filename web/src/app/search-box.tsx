import { makeStyles, mergeClasses, SearchBox as FluentSearchBox, Text, tokens } from '@fluentui/react-components';
import { FolderRegular } from '@fluentui/react-icons/svg/folder';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { PersonRegular } from '@fluentui/react-icons/svg/person';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { type KeyboardEvent, type ReactElement, useId, useState } from 'react';
import { folderName, useFolders } from '../mailbox/folders.js';
import { peopleMatching } from '../mailbox/known-people.js';
import { displayName } from '../mailbox/people.js';
import { recentSearches, rememberSearch } from '../mailbox/recent-searches.js';
import { noTerms, writeSearch } from '../mailbox/search-query.js';
import { lastFolder } from '../platform/last-folder.js';
import { navigate, useRoute } from '../platform/router.js';
import { INBOX, listHref } from '../platform/routes.js';
import { searchFieldId } from '../platform/search-field.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';
import { isComposing } from '../ui/composing.js';

const useStyles = makeStyles({
  form: { position: 'relative', width: '100%', maxWidth: '440px' },
  box: {
    width: '100%',
    maxWidth: 'none',
    backgroundColor: tokens.colorNeutralBackground1,
    // Fluent's bottom line has the colour of the bar: it would make the field look cut off, with or without the focus.
    '::after': { display: 'none' },
    ':focus-within': { outline: `2px solid ${tokens.colorNeutralForegroundOnBrand}`, outlineOffset: '1px' },
  },
  list: {
    position: 'absolute',
    zIndex: 20,
    top: 'calc(100% + 4px)',
    insetInline: 0,
    padding: '4px',
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow16,
    '@media (forced-colors: active)': { border: '1px solid CanvasText' },
    '@media (max-width: 759px)': { position: 'fixed', top: '48px', insetInline: '8px' },
  },
  option: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minHeight: '36px',
    padding: '2px 8px',
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    '& svg': { fontSize: '18px', flexShrink: 0, color: tokens.colorNeutralForeground2 },
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    '@media (pointer: coarse)': { minHeight: '44px' },
  },
  active: {
    backgroundColor: tokens.colorSubtleBackgroundHover,
    outline: `2px solid ${tokens.colorStrokeFocus2}`,
    outlineOffset: '-2px',
  },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  muted: { color: tokens.colorNeutralForeground2 },
});

const mostRecent = 5;
const mostPeople = 3;
/** The limit of the service. */
const mostCharacters = 255;

/** Searches all folders, unless the current search is limited to one. The query is in the address. */
export function SearchBox(): ReactElement {
  const styles = useStyles();
  const id = useId();
  const user = useUser();
  const route = useRoute();
  const list = route.name === 'mail' ? route.list : INBOX;
  const [state, setState] = useState({ text: list.search, shown: list.search });
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  // The address has changed to another search or folder: the field follows.
  if (state.shown !== list.search) {
    setState({ text: list.search, shown: list.search });
  }

  const search = (text: string, folder = list.search === '' ? 'all' : list.folder): void => {
    setOpen(false);
    setActive(-1);
    const words = text.trim();
    if (words === '') {
      if (list.search !== '') {
        navigate(listHref({ ...INBOX, folder: lastFolder.get() }));
      }
      return;
    }
    rememberSearch(user.id, words);
    setState({ text: words, shown: list.search });
    navigate(listHref({ ...INBOX, folder, search: words }));
  };
  const suggestions = useSuggestions(state.text, list.search === '' ? list.folder : 'all', search);
  const shown = isOpen ? suggestions : [];
  const onKeyDown = (event: KeyboardEvent): void => {
    // The arrows, Enter and Escape belong to the input method.
    if (isComposing(event)) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && suggestions.length > 0) {
      event.preventDefault();
      setOpen(true);
      const count = suggestions.length + 1;
      setActive(((active + 1 + step + count) % count) - 1);
    } else if (event.key === 'Escape' && isOpen) {
      // The field keeps its text.
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      setActive(-1);
    } else if (event.key === 'Enter' && shown[active] !== undefined) {
      event.preventDefault();
      shown[active].run();
    }
  };
  return (
    <form
      role="search"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        search(state.text);
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          setOpen(false);
        }
      }}
    >
      <FluentSearchBox
        id={searchFieldId}
        className={styles.box}
        role="combobox"
        aria-label={t('Search mail')}
        aria-autocomplete="list"
        aria-expanded={shown.length > 0}
        aria-controls={shown.length > 0 ? id : undefined}
        aria-activedescendant={shown[active] === undefined ? undefined : `${id}${active}`}
        autoComplete="off"
        placeholder={t('Search')}
        maxLength={mostCharacters}
        value={state.text}
        onFocus={() => {
          setOpen(true);
        }}
        onClick={() => {
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        onChange={(_, { value }) => {
          setState({ text: value, shown: list.search });
          setOpen(true);
          setActive(-1);
          if (value === '' && list.search !== '') {
            search('');
          }
        }}
      />
      {shown.length === 0 ? null : (
        <div id={id} role="listbox" aria-label={t('Suggestions')} className={styles.list}>
          {shown.map(({ key, icon, name, what, run }, index) => (
            <div
              key={key}
              id={`${id}${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={mergeClasses(styles.option, index === active && styles.active)}
              // Before the field loses the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                run();
              }}
            >
              {icon}
              <span className={styles.text} dir="auto">
                {name}
              </span>
              {what === undefined ? null : (
                <Text size={200} className={mergeClasses(styles.text, styles.muted)}>
                  {what}
                </Text>
              )}
            </div>
          ))}
        </div>
      )}
    </form>
  );
}

interface Suggestion {
  readonly key: string;
  readonly icon: ReactElement;
  readonly name: string;
  readonly what?: string;
  readonly run: () => void;
}

/** Suggests people, earlier searches, and the current folder as the scope. */
function useSuggestions(
  text: string,
  folder: string,
  search: (text: string, folder?: string) => void,
): readonly Suggestion[] {
  const user = useUser();
  const folders = useFolders().data;
  const recent = recentSearches.use(user.id);
  const wanted = text.trim().toLowerCase();
  const earlier = recent
    .filter((one) => one.toLowerCase().includes(wanted) && one.toLowerCase() !== wanted)
    .slice(0, mostRecent)
    .map((one): Suggestion => ({
      key: `recent:${one}`,
      icon: <HistoryRegular />,
      name: one,
      run: () => {
        search(one);
      },
    }));
  if (wanted === '') {
    return earlier;
  }
  const people = peopleMatching(text, mostPeople).map((person): Suggestion => ({
    key: person.address,
    icon: <PersonRegular />,
    name: displayName(person),
    what: t('from {address}', { address: person.address }),
    run: () => {
      search(writeSearch({ ...noTerms, from: person.address }));
    },
  }));
  const inAll: Suggestion = {
    key: 'all',
    icon: <SearchRegular />,
    name: text.trim(),
    what: t('in all folders'),
    run: () => {
      search(text, 'all');
    },
  };
  const inFolder: Suggestion = {
    key: 'folder',
    icon: <FolderRegular />,
    name: text.trim(),
    what: t('in {folder}', { folder: folderName(folders, folder) }),
    run: () => {
      search(text, folder);
    },
  };
  return [inAll, ...(folder === 'all' ? [] : [inFolder]), ...people, ...earlier];
}
