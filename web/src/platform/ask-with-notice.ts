import { t } from '../texts/t.js';
import { askWith } from '../ui/ask-with.js';
import { notify } from './notify.js';

/** `askWith` with a notice when the dialog can't be loaded. */
export function askWithNotice<Dialog>(load: () => Promise<Dialog>, ask: (dialog: Dialog) => void): void {
  void askWith(load, ask, () => {
    notify({
      title: t('We couldn’t open the dialog.'),
      body: t('Check your connection and try again.'),
      intent: 'error',
    });
  });
}
