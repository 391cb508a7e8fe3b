export const SEARCH_FIELD_ID = 'mail-search';

export function focusSearch(): void {
  document.getElementById(SEARCH_FIELD_ID)?.focus();
}
