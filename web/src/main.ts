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
// This file is small: it requests the mail while the rest of the app is loading. The texts are loaded in parallel and are complete before
// the app is evaluated, because its constants may be texts.
void loadTexts()
  .then(() => import('./app/render.js'))
  .then(onStarted, onStartFailure);
