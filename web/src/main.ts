import { askForFirstPage } from './app/begin.js';
import { onStarted, onStartFailure } from './app/start-failure.js';
import { allowHtmlOnly } from './app/trusted-types.js';
import { firstPageOf } from './platform/early-requests.js';

allowHtmlOnly();
const first = firstPageOf(`${window.location.pathname}${window.location.search}`);
if (first !== undefined) askForFirstPage(first);
// Small as this file is, the mail is asked for while the rest of the app is on its way.
void import('./app/render.js').then(onStarted, onStartFailure);
