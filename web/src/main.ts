import { askForFirstPage } from './app/begin.js';
import { onStarted, onStartFailure } from './app/start-failure.js';
import { allowHtmlOnly } from './app/trusted-types.js';
import { firstPageOf } from './platform/early-requests.js';
import { loadTexts } from './texts/load-texts.js';

allowHtmlOnly();
const first = firstPageOf(`${window.location.pathname}${window.location.search}`);
if (first !== undefined) {
  askForFirstPage(first);
}
// Small as this file is, the mail is asked for while the rest of the app is on its way. Its texts come beside it and are there before it
// is evaluated: a constant may be one.
void loadTexts()
  .then(() => import('./app/render.js'))
  .then(onStarted, onStartFailure);
