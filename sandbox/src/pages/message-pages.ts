import type { Answer } from '../answer.js';
import { html } from './html.js';
import { page } from './layout.js';

/** A refusal as the page shows it. */
interface ShownError {
  readonly code: number | undefined;
  readonly message: string;
  readonly status: number;
}

interface ShownTrace {
  readonly traceId: string;
  readonly correlationId: string;
  /** `2026-11-24 08:00:00Z`. */
  readonly timestamp: string;
}

/** Entra's own error page: shown when the address to return to can't be trusted. */
export function errorPage(error: ShownError, trace: ShownTrace): Answer {
  const content = html`<h1>Sign in</h1>
    <p>Sorry, but we’re having trouble signing you in.</p>
    <p class="problem" role="alert">AADSTS${error.code}: ${error.message}</p>
    <h2>Troubleshooting details</h2>
    <p class="fineprint">If you contact your administrator, send this info to them.</p>
    <dl class="details">
      <dt>Request Id:</dt>
      <dd>${trace.traceId}</dd>
      <dt>Correlation Id:</dt>
      <dd>${trace.correlationId}</dd>
      <dt>Timestamp:</dt>
      <dd>${trace.timestamp.replace(' ', 'T')}</dd>
      <dt>Message:</dt>
      <dd>AADSTS${error.code}</dd>
    </dl>`;
  return page('Sign in to your account', content, { status: error.status === 401 ? 400 : error.status, isWide: true });
}

const SUBMIT = 'document.forms[0].submit();';

/** `response_mode=form_post`: the browser posts the response as a form, so that no URL contains it. */
export function formPostPage(redirectUri: string, fields: Readonly<Record<string, string>>): Answer {
  const content = html`<h1>Working...</h1>
    <form method="post" action="${redirectUri}">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <noscript>
        <p>Script is disabled. Click Submit to continue.</p>
        <div class="buttons"><button>Submit</button></div>
      </noscript>
    </form>`;
  return page('Working...', content, { script: SUBMIT });
}

export interface SignedOutPage {
  readonly username: string | undefined;
  /** Front-channel logout URLs of the apps that the session used. */
  readonly frameUrls: readonly string[];
  readonly continueUrl: string | undefined;
}

export function signedOutPage({ username, frameUrls, continueUrl }: SignedOutPage): Answer {
  const content = html`<h1>You signed out of your account</h1>
    <p>It's a good idea to close all browser windows.</p>
    ${username === undefined ? undefined : html`<p class="fineprint">${username}</p>`}
    ${continueUrl === undefined ? undefined : html`<p><a href="${continueUrl}">Continue</a></p>`}
    ${frameUrls.map((url) => html`<iframe src="${url}" title="Signing out of an app"></iframe>`)}`;
  return page('Sign out', content, { frames: [...new Set(frameUrls.map((url) => new URL(url).origin))], continueUrl });
}
