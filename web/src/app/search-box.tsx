import { SearchBox as FluentSearchBox, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { SEARCH_FIELD_ID } from '../platform/search-field.js';
import { navigate, useRoute } from '../platform/router.js';
import { INBOX, listHref } from '../platform/routes.js';

const useStyles = makeStyles({
  form: { width: '100%', maxWidth: '440px' },
  box: {
    width: '100%',
    maxWidth: 'none',
    backgroundColor: tokens.colorNeutralBackground1,
    // Fluent's line below has the colour of the bar: a field with the focus would look cut off, and without it.
    '::after': { display: 'none' },
    ':focus-within': { outline: `2px solid ${tokens.colorNeutralForegroundOnBrand}`, outlineOffset: '1px' },
  },
});

/** Searches the folder that is shown; the words are in the address. */
export function SearchBox(): ReactElement {
  const styles = useStyles();
  const route = useRoute();
  const list = route.name === 'mail' ? route.list : INBOX;
  const [state, setState] = useState({ text: list.search, shown: list.search });
  // Another search or folder came by the address: the field follows.
  if (state.shown !== list.search) setState({ text: list.search, shown: list.search });

  const search = (text: string): void => {
    navigate(listHref({ ...list, search: text.trim() }));
  };
  return (
    <form
      role="search"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        search(state.text);
      }}
    >
      <FluentSearchBox
        id={SEARCH_FIELD_ID}
        className={styles.box}
        aria-label="Search mail"
        placeholder="Search"
        value={state.text}
        onChange={(_, { value }) => {
          setState({ text: value, shown: list.search });
          if (value === '' && list.search !== '') search('');
        }}
      />
    </form>
  );
}
