import type { Answer } from '../answer.js';
import type { AppRegistration } from '../directory/index.js';
import type { SandboxUser } from '../model.js';
import { html, when } from './html.js';
import { page } from './layout.js';
import { type FormTarget, hiddenFields, identity } from './sign-in-pages.js';

/** Where the user of a device types the code that it shows. */
export function deviceCodePage(action: string, problem?: { readonly typed: string; readonly text: string }): Answer {
  const content = html`<h1>Enter code to allow access</h1>
    <p>Enter the code displayed on your app or device.</p>
    <form method="post" action="${action}">
      <div class="field">
        ${when(problem !== undefined, html`<p class="problem" id="problem" role="alert">${problem?.text}</p>`)}
        <label for="otc" class="visually-hidden">Code</label>
        <input
          id="otc"
          name="otc"
          type="text"
          value="${problem?.typed ?? ''}"
          placeholder="Code"
          autocomplete="off"
          spellcheck="false"
          autofocus
          ${when(problem !== undefined, html`aria-invalid="true" aria-describedby="problem"`)}
        />
      </div>
      <input type="hidden" name="step" value="code" />
      <div class="buttons"><button>Next</button></div>
    </form>`;
  return page('Sign in to your account', content);
}

/** Asks before a device gets tokens: a code that somebody sent by mail belongs to the sender's device. */
export function confirmPage(target: FormTarget, user: SandboxUser, registration: AppRegistration): Answer {
  const content = html`${identity(target, user.username)}
    <h1>Are you trying to sign in to ${registration.displayName}?</h1>
    <p>Only continue if you downloaded the app from a store or website that you trust.</p>
    <form method="post" action="${target.action}">
      ${hiddenFields(target, 'confirm')}
      <div class="buttons">
        <button class="secondary" name="go" value="cancel">Cancel</button>
        <button name="go" value="continue" autofocus>Continue</button>
      </div>
    </form>`;
  return page('Sign in to your account', content);
}

export function devicePage({ displayName }: AppRegistration, outcome: 'approved' | 'declined'): Answer {
  const sentence =
    outcome === 'approved'
      ? `You have signed in to the ${displayName} application on your device.`
      : `You have not signed in to the ${displayName} application.`;
  const content = html`<h1>${displayName}</h1>
    <p>${sentence} You may now close this window.</p>`;
  return page('Sign in to your account', content);
}
