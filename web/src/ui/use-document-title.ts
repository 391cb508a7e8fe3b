import { useEffect } from 'react';
import { t } from '../texts/t.js';

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = t('{title} – Mail', { title });
  }, [title]);
}
