import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './base.css';
import { firstPageOf } from '../platform/early-requests.js';
import { currentLocation } from '../platform/router.js';
import { listKey } from '../platform/routes.js';
import { beginStart } from '../platform/start-response.js';
import { App } from './app.js';
import { takeAuthError } from './auth-error.js';
import { startQuery } from './begin.js';
import { fixFocusHelpers } from './focus-helpers.js';
import { returnFocus } from './focus-return.js';
import { watchForNewVersion } from './new-version.js';
import { refuseStrayDrops } from './stray-drops.js';

const first = firstPageOf(currentLocation());
if (first !== undefined) {
  beginStart(listKey(first.list), startQuery(first));
}
takeAuthError();
fixFocusHelpers();
returnFocus();
watchForNewVersion();
refuseStrayDrops(window);

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no #root');
}
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
