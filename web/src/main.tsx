import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app/base.css';
import { App } from './app/app.js';
import { takeAuthError } from './app/auth-error.js';
import { fixFocusHelpers } from './app/focus-helpers.js';
import { returnFocus } from './app/focus-return.js';
import { allowHtmlOnly } from './app/trusted-types.js';

allowHtmlOnly();
takeAuthError();
fixFocusHelpers();
returnFocus();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
