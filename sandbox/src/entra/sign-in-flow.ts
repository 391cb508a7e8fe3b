import type { FastifyRequest } from 'fastify';
import { sandboxPassword } from '../directory/index.js';
import {
  adminApprovalPage,
  confirmPage,
  consentPage,
  devicePage,
  type FormTarget,
  mfaPage,
  passwordPage,
  pickerPage,
  tenantConsentPage,
  usernamePage,
} from '../pages/index.js';
import type { Answer } from '../answer.js';
import { authenticationOf, declined, returnAdminConsent, returnCode, returnError } from './authorize-answer.js';
import type { AuthorizeRequest } from './authorize-request.js';
import { sessionOf, withSessionCookie } from './browser-cookie.js';
import { type BrowserSession, remember } from './browser-sessions.js';
import { EntraError } from './entra-error.js';
import { isAdminOf, isEligible, nextStep, type Step } from './next-step.js';
import type { Parameters } from './parameters.js';
import { type PendingSignIn, startSignIn } from './pending-sign-in.js';
import { applyForm, type FormOutcome } from './sign-in-forms.js';
import type { EntraContext } from './entra-context.js';

const PATHS: Readonly<Record<PendingSignIn['purpose'], string>> = {
  sign_in: 'oauth2/v2.0/authorize',
  admin_consent: 'v2.0/adminconsent',
  device_code: 'oauth2/v2.0/authorize',
};

/** The first page of a sign-in, or the final response when no step is left. */
export async function begin(
  entra: EntraContext,
  request: FastifyRequest,
  asked: AuthorizeRequest,
  purpose: PendingSignIn['purpose'],
  deviceCode?: string,
): Promise<Answer> {
  const session = sessionOf(entra, request) ?? entra.sessions.create();
  const pending = startSignIn(asked, entra.clock.now(), purpose, deviceCode);
  remember(session, pending);
  const answer = await show(entra, session, pending, nextStep(entra, session, pending), undefined);
  return withSessionCookie(entra, session, answer);
}

/** Handles a form of one of the pages. */
export async function continueSignIn(entra: EntraContext, request: FastifyRequest, form: Parameters): Promise<Answer> {
  const session = sessionOf(entra, request);
  const pending = session?.pending.get(form['ctx'] ?? '');
  if (session === undefined || pending === undefined || form['canary'] !== session.canary) {
    throw staleForm();
  }
  const outcome = applyForm({ entra, session, pending, form, step: nextStep(entra, session, pending) });
  switch (outcome.kind) {
    case 'declined':
      return finish(session, pending, refuse(entra, pending, declined(pending.purpose)));
    case 'admin_required':
      return finish(session, pending, refuse(entra, pending, adminRequired()));
    case 'go_on':
    case 'problem':
      return show(entra, session, pending, nextStep(entra, session, pending), outcome);
  }
}

function refuse(entra: EntraContext, pending: PendingSignIn, error: EntraError): Answer {
  if (pending.deviceCode !== undefined) {
    entra.deviceCodes.decline(pending.deviceCode);
    return devicePage(pending.request.registration, 'declined');
  }
  return returnError(entra, pending.request.returnAddress, error, pending.purpose);
}

function finish(session: BrowserSession, pending: PendingSignIn, answer: Answer): Answer {
  session.pending.delete(pending.id);
  return answer;
}

function staleForm(): EntraError {
  return new EntraError(
    'invalid_request',
    165000,
    'Invalid Request: Request tokens do not match the user context. One or more of the user context values (cookies; form fields; headers) were incorrect or invalid, these values should not be copied between requests or user sessions; always maintain the ALL of the supplied values across a complete single user flow. Failure Reasons:[Token is invalid;]',
  );
}

function adminRequired(): EntraError {
  return new EntraError(
    'access_denied',
    90094,
    'The grant requires admin permission. An administrator has to grant consent for the requested permissions.',
  );
}

async function show(
  entra: EntraContext,
  session: BrowserSession,
  pending: PendingSignIn,
  step: Step,
  outcome: FormOutcome | undefined,
): Promise<Answer> {
  const target: FormTarget = {
    action: `/${pending.request.tenantSegment}/${PATHS[pending.purpose]}`,
    ctx: pending.id,
    canary: session.canary,
  };
  const { registration } = pending.request;
  const problem = outcome?.kind === 'problem' ? outcome : undefined;
  switch (step.kind) {
    case 'username':
      return usernamePage({
        target,
        username: problem?.username ?? step.hint ?? '',
        problem: problem?.text,
        users: entra.directory.users.filter((user) => isEligible(entra, user, pending)),
        password: sandboxPassword,
      });
    case 'pick':
      return pickerPage({
        target,
        title: 'Pick an account',
        intro: undefined,
        step: 'choose',
        entries: step.accounts.map(({ user }) => ({ user, status: 'Signed in' })),
        offersOther: true,
      });
    case 'disambiguate':
      return pickerPage({
        target,
        title: 'It looks like this email is used with more than one account',
        intro: 'Which one do you want to use?',
        step: 'choose',
        entries: step.users.map((user) => ({
          user,
          status: user.accountType === 'work' ? 'Work or school account' : 'Personal account',
        })),
        offersOther: false,
      });
    case 'password':
      return passwordPage(target, step.user, problem?.text);
    case 'confirm':
      return confirmPage(target, step.user, registration);
    case 'mfa':
      return mfaPage(target, step.user, 10 + (pending.startedAt % 90));
    case 'consent':
      return consentPage({
        target,
        registration,
        member: step.member,
        permissions: step.permissions,
        offersTenantWide: isAdminOf(step.member),
      });
    case 'tenant_consent':
      return tenantConsentPage({ target, registration, member: step.member, permissions: step.permissions });
    case 'admin_approval':
      return adminApprovalPage({ target, registration, member: step.member, permissions: step.permissions });
    case 'refuse':
      if (step.isPage) {
        throw step.error;
      }
      return finish(session, pending, refuse(entra, pending, step.error));
    case 'issue':
      return finish(session, pending, await issue(entra, session, pending, step));
  }
}

async function issue(
  entra: EntraContext,
  session: BrowserSession,
  pending: PendingSignIn,
  step: Extract<Step, { kind: 'issue' }>,
): Promise<Answer> {
  const { request, purpose, deviceCode } = pending;
  if (deviceCode !== undefined) {
    step.account.clients.add(request.registration.clientId);
    entra.deviceCodes.approve(deviceCode, step.member, authenticationOf(step.account));
    return devicePage(request.registration, 'approved');
  }
  return purpose === 'admin_consent'
    ? returnAdminConsent(pending, step.member)
    : returnCode(entra, session, pending, step);
}
