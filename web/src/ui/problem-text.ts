import { type Problem, problemOf } from '../client/index.js';
import { language, t } from '../texts/t.js';

export interface ProblemText {
  readonly title: string;
  readonly text: string;
}

/** What happened and what to do, as a text for the user. */
export function problemText(error: unknown): ProblemText {
  const problem = problemOf(error);
  return problem === undefined
    ? { title: t('Something went wrong'), text: t('Try again. If it happens again, reload the page.') }
    : { title: problemTitle(problem.code), text: textOf(problem) };
}

/** What happened, without a full stop. */
export function problemTitle(code: Problem['code'], isOnline: boolean = navigator.onLine): string {
  switch (code) {
    case 'network_unreachable':
      return isOnline ? t('We can’t reach the mail service') : t('You’re offline');
    case 'session_store_unavailable':
    case 'graph_unavailable':
      return t('The mail service isn’t available right now');
    case 'identity_provider_unavailable':
      return t('Microsoft sign-in isn’t available right now');
    case 'graph_timeout':
      return t('Your mailbox took too long to answer');
    case 'overloaded':
    case 'throttled':
      return t('Too many requests at once');
    case 'not_found':
      return t('This isn’t here any more');
    case 'mailbox_unavailable':
      return t('This account has no mailbox we can open');
    case 'forbidden':
      return t('You’re not allowed to do this');
    case 'payload_too_large':
      return t('That is too large to send');
    case 'device_proof_required':
      return t('We couldn’t confirm this device');
    case 'login_required':
      return t('Your session has ended');
    case 'consent_required':
    case 'admin_consent_required':
      return t('Your permission is needed');
    case 'step_up_required':
      return t('Microsoft needs to check it’s you');
    case 'invalid_request':
      return t('This can’t be accepted as it is');
    case 'graph_error':
    case 'csrf_rejected':
    case 'navigation_required':
    case 'invalid_return_url':
    case 'invalid_cursor':
    case 'method_not_allowed':
    case 'unsupported_media_type':
    case 'idempotency_key_reused':
    case 'idempotency_in_progress':
    case 'resync_required':
    case 'unexpected':
      return t('Something went wrong');
  }
}

function textOf(problem: Problem): string {
  switch (problem.code) {
    case 'network_unreachable':
      return navigator.onLine ? t('Check your connection and try again.') : t('Try again as soon as you’re connected.');
    case 'not_found':
      return t('It may have been moved or deleted elsewhere.');
    case 'mailbox_unavailable':
      return t('Ask your administrator whether a mailbox was set up for you.');
    case 'forbidden':
      return t('Your organisation does not allow it. Ask your administrator.');
    case 'payload_too_large':
      return t('Remove an attachment or send it as a link.');
    case 'invalid_request':
      return detailsOf(problem) ?? t('Check what you’ve entered and try again.');
    case 'device_proof_required':
      return t('Your browser will do that in a moment. If it doesn’t, sign in again.');
    case 'login_required':
      return t('Sign in again to continue.');
    case 'consent_required':
    case 'admin_consent_required':
    case 'step_up_required':
      return t('Microsoft will ask you.');
    case 'session_store_unavailable':
    case 'graph_unavailable':
    case 'identity_provider_unavailable':
    case 'graph_timeout':
    case 'overloaded':
    case 'throttled':
      return t('Try again in a moment. What you’ve written is safe.');
    case 'graph_error':
    case 'csrf_rejected':
    case 'navigation_required':
    case 'invalid_return_url':
    case 'invalid_cursor':
    case 'method_not_allowed':
    case 'unsupported_media_type':
    case 'idempotency_key_reused':
    case 'idempotency_in_progress':
    case 'resync_required':
    case 'unexpected':
      return problem.traceId === undefined
        ? t('Try again. If it happens again, reload the page.')
        : t('Try again. If it happens again, tell support this number: {traceId}', { traceId: problem.traceId });
  }
}

/** The service's own details are in English. */
function detailsOf({ errors }: Extract<Problem, { code: 'invalid_request' }>): string | undefined {
  return language() === 'en' && errors.length > 0 ? errors.map(({ message }) => message).join(' ') : undefined;
}
