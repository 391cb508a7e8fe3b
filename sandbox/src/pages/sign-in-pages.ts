import type { Answer } from '../answer.js';
import type { SandboxUser } from '../model.js';
import { html, type Html, when } from './html.js';
import { page } from './layout.js';

/** The address and the anti-forgery token for the forms of one sign-in. */
export interface FormTarget {
  readonly action: string;
  /** The pending sign-in. */
  readonly ctx: string;
  readonly canary: string;
}

export function hiddenFields(target: FormTarget, step: string): Html {
  return html`
    <input type="hidden" name="ctx" value="${target.ctx}" />
    <input type="hidden" name="canary" value="${target.canary}" />
    <input type="hidden" name="step" value="${step}" />
  `;
}

function initials(user: SandboxUser): string {
  return `${user.givenName.charAt(0)}${user.surname.charAt(0)}`;
}

function roleOf(user: SandboxUser): string {
  return [
    user.accountType === 'personal' ? 'personal account' : 'work account',
    user.isAdmin ? 'administrator' : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** One click on a known account; the password page that follows has the password filled in. */
function accountsHint(target: FormTarget, users: readonly SandboxUser[], password: string): Html {
  return html`<section class="hint" aria-labelledby="hint-title">
    <h2 id="hint-title">Sandbox accounts</h2>
    <p>Choose one, or type its user name. The password of all of them is <code>${password}</code>.</p>
    <form method="post" action="${target.action}">
      ${hiddenFields(target, 'choose')}
      <ul>
        ${users.map(
          (user) =>
            html`<li>
              <button class="tile" name="user" value="${user.oid}">
                <span class="avatar" aria-hidden="true">${initials(user)}</span>
                <span class="tile-text"><b>${user.username}</b> <small>${roleOf(user)}</small></span>
              </button>
            </li>`,
        )}
      </ul>
    </form>
  </section>`;
}

export interface UsernamePage {
  readonly target: FormTarget;
  readonly username: string;
  readonly problem: string | undefined;
  readonly users: readonly SandboxUser[];
  readonly password: string;
}

export function usernamePage({ target, username, problem, users, password }: UsernamePage): Answer {
  const content = html`<h1>Sign in</h1>
    <form method="post" action="${target.action}" novalidate>
      ${hiddenFields(target, 'username')}
      <div class="field">
        ${problemText(problem)}
        <label for="loginfmt" class="visually-hidden">Email or user name</label>
        <input
          id="loginfmt"
          name="loginfmt"
          type="email"
          value="${username}"
          placeholder="Email or user name"
          autocomplete="username"
          autofocus
          ${invalid(problem)}
        />
      </div>
      <div class="buttons"><button name="go" value="next">Next</button></div>
    </form>`;
  return page('Sign in to your account', content, { aside: accountsHint(target, users, password) });
}

function problemText(problem: string | undefined): Html | undefined {
  return problem === undefined ? undefined : html`<p class="problem" id="problem" role="alert">${problem}</p>`;
}

function invalid(problem: string | undefined): Html | undefined {
  return when(problem !== undefined, html`aria-invalid="true" aria-describedby="problem"`);
}

/** The account above a page's title, with the way back to the choice of accounts. */
export function identity(target: FormTarget, username: string): Html {
  return html`<div class="identity">
    <form method="post" action="${target.action}">
      ${hiddenFields(target, 'switch')}
      <button class="back" aria-label="Back: use another account">&#8592;</button>
    </form>
    <span>${username}</span>
  </div>`;
}

export function passwordPage(target: FormTarget, user: SandboxUser, problem: string | undefined): Answer {
  const content = html`${identity(target, user.username)}
    <h1>Enter password</h1>
    <form method="post" action="${target.action}" novalidate>
      ${hiddenFields(target, 'password')}
      <input type="hidden" name="user" value="${user.oid}" />
      <input type="text" name="loginfmt" value="${user.username}" autocomplete="username" hidden readonly />
      <div class="field">
        ${problemText(problem)}
        <label for="passwd" class="visually-hidden">Password for ${user.username}</label>
        <input
          id="passwd"
          name="passwd"
          type="password"
          value="${user.password}"
          placeholder="Password"
          autocomplete="off"
          ${invalid(problem)}
        />
      </div>
      <p class="fineprint">The sandbox has filled in the password.</p>
      <div class="buttons"><button name="go" value="signin" autofocus>Sign in</button></div>
    </form>`;
  return page('Sign in to your account', content);
}

export interface PickerEntry {
  readonly user: SandboxUser;
  readonly status: string;
}

export interface PickerPage {
  readonly target: FormTarget;
  readonly title: string;
  readonly intro: string | undefined;
  readonly step: string;
  readonly entries: readonly PickerEntry[];
  readonly offersOther: boolean;
}

export function pickerPage({ target, title, intro, step, entries, offersOther }: PickerPage): Answer {
  const content = html`<h1>${title}</h1>
    ${intro === undefined ? undefined : html`<p>${intro}</p>`}
    <form method="post" action="${target.action}">
      ${hiddenFields(target, step)}
      <ul class="tiles">
        ${entries.map(
          ({ user, status }) =>
            html`<li>
              <button name="user" value="${user.oid}">
                <span class="avatar" aria-hidden="true">${initials(user)}</span>
                <span class="tile-text"
                  ><b>${user.displayName}</b><small>${user.username}</small><small>${status}</small></span
                >
              </button>
            </li>`,
        )}
        ${when(
          offersOther,
          html`<li>
            <button name="user" value="other">
              <span class="avatar other" aria-hidden="true">+</span>
              <span class="tile-text"><b>Use another account</b></span>
            </button>
          </li>`,
        )}
      </ul>
    </form>`;
  return page(title, content);
}

export function mfaPage(target: FormTarget, user: SandboxUser, number: number): Answer {
  const content = html`${identity(target, user.username)}
    <h1>Approve sign in request</h1>
    <p>Open your Authenticator app, and enter the number shown to sign in.</p>
    <p class="number">${number}</p>
    <p class="fineprint">The sandbox has no phone: the button approves for it.</p>
    <form method="post" action="${target.action}">
      ${hiddenFields(target, 'mfa')}
      <div class="buttons">
        <button class="secondary" name="go" value="cancel">Cancel</button>
        <button name="go" value="approve" autofocus>Approve</button>
      </div>
    </form>`;
  return page('Sign in to your account', content);
}
