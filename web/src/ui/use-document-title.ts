import { useEffect } from 'react';
import { t } from '../texts/t.js';

/** The title is undefined while a component inside sets its own. It is set again when that component is removed. */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) {
      document.title = t('{title} – Mail', { title });
    }
  }, [title]);
}
