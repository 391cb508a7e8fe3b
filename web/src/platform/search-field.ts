export const searchFieldId = 'mail-search';

export function focusSearch(): void {
  document.getElementById(searchFieldId)?.focus();
}
