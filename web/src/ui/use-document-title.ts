import { useEffect } from 'react';
import { t } from '../texts/t.js';

/** Undefined where something in it has a title of its own: when that goes, it's this one's again. */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) {
      document.title = t('{title} – Mail', { title });
    }
  }, [title]);
}
