import type { Answer } from '../answer.js';
import type { AppRegistration, Membership, Permission } from '../directory/index.js';
import { html, type Html, when } from './html.js';
import { page } from './layout.js';
import { type FormTarget, hiddenFields, identity } from './sign-in-pages.js';

function appHeader(registration: AppRegistration): Html {
  return html`<div class="app">
    <b>${registration.displayName}</b>
    ${
      registration.publisher.isVerified
        ? html`<span class="verified"><span aria-hidden="true">&#10004;</span> ${registration.publisher.name}</span>
            <span class="visually-hidden">verified publisher</span>`
        : html`<span class="fineprint">unverified</span>`
    }
    <div class="fineprint">${registration.publisher.domain}</div>
  </div>`;
}

/** Signing in and the basic profile are part of "Sign you in and read your profile". */
const includedInUserRead = new Set(['openid', 'profile', 'email']);

function listed(permissions: readonly Permission[]): readonly Permission[] {
  return permissions.some(({ name }) => name === 'User.Read')
    ? permissions.filter(({ name }) => !includedInUserRead.has(name))
    : permissions;
}

function permissionList(permissions: readonly Permission[]): Html {
  return html`<ul class="permissions">
    ${listed(permissions).map(
      ({ title, description }) =>
        html`<li>
          <details>
            <summary>${title}</summary>
            <p>${description}</p>
          </details>
        </li>`,
    )}
  </ul>`;
}

const buttons = html`<div class="buttons">
  <button class="secondary" name="go" value="cancel">Cancel</button>
  <button name="go" value="accept" autofocus>Accept</button>
</div>`;

export interface ConsentPage {
  readonly target: FormTarget;
  readonly registration: AppRegistration;
  readonly member: Membership;
  readonly permissions: readonly Permission[];
  readonly offersTenantWide: boolean;
}

export function consentPage({ target, registration, member, permissions, offersTenantWide }: ConsentPage): Answer {
  const isPersonal = member.user.accountType === 'personal';
  const content = html`${identity(target, member.user.username)}
    <h1>${isPersonal ? 'Let this app access your info?' : 'Permissions requested'}</h1>
    ${appHeader(registration)}
    <form method="post" action="${target.action}">
      ${hiddenFields(target, 'consent')}
      <p>${isPersonal ? `${registration.displayName} needs your permission to:` : 'This app would like to:'}</p>
      ${permissionList(permissions)}
      ${when(
        offersTenantWide,
        html`<div class="check">
          <input type="checkbox" id="tenantwide" name="tenantwide" value="true" />
          <label for="tenantwide">Consent on behalf of your organization</label>
        </div>`,
      )}
      <p class="fineprint">
        Accepting these permissions means that you allow this app to use your data as specified in its terms of service
        and privacy statement. You can change these permissions on the sandbox's own page, <code>/_sandbox</code>.
      </p>
      ${buttons}
    </form>`;
  return page('Permissions requested', content, { isWide: false });
}

export function adminApprovalPage({
  target,
  registration,
  member,
  permissions,
}: Omit<ConsentPage, 'offersTenantWide'>): Answer {
  const content = html`${identity(target, member.user.username)}
    <h1>Need admin approval</h1>
    ${appHeader(registration)}
    <p>
      ${registration.displayName} needs permission to access resources in your organization that only an admin can
      grant. Please ask an admin to grant permission to this app before you can use it.
    </p>
    ${permissionList(permissions)}
    <form method="post" action="${target.action}">
      ${hiddenFields(target, 'approval')}
      <p><button class="link" name="go" value="other">Have an admin account? Sign in with that account</button></p>
      <p><button class="link" name="go" value="cancel">Return to the application without granting consent</button></p>
    </form>`;
  return page('Need admin approval', content);
}

export function tenantConsentPage({
  target,
  registration,
  member,
  permissions,
}: Omit<ConsentPage, 'offersTenantWide'>): Answer {
  const content = html`${identity(target, member.user.username)}
    <h1>Permissions requested</h1>
    <p>Review for your organization</p>
    ${appHeader(registration)}
    <form method="post" action="${target.action}">
      ${hiddenFields(target, 'tenantconsent')}
      <p>This app would like to:</p>
      ${permissionList(permissions)}
      <p class="fineprint">
        If you accept, this app will get access to the specified resources for all users in your organization. No one
        else will be prompted to review these permissions.
      </p>
      ${buttons}
    </form>`;
  return page('Permissions requested', content);
}
