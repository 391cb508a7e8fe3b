import type { AadstsChapter } from './aadsts-answers.js';
import { serviceChapters } from './aadsts-service-chapters.js';

/**
 * The meaning of Entra's AADSTS numbers for this service: one table for sign-in, for silent acquisitions of tokens
 * ("refresh"), and for the consent of an administrator.
 *
 * Why by number: `error` and `suberror` aren't enough. `invalid_grant` says as little as "no": it stands for a revoked
 * grant, for missing consent, for a policy and for a loop of requests. A number that isn't in the table means nothing:
 * it ends no session, and it is logged and counted as unknown.
 *
 * Sources: `codes` is Microsoft's reference "Microsoft Entra authentication and authorization error codes"
 * (learn.microsoft.com/entra/identity-platform/reference-error-codes); `observed` is a recorded response of the real
 * Entra that a public report shows; `docs: …` names another page of Microsoft's documentation.
 */

const observed = 'observed';

export const aadstsChapters: readonly AadstsChapter[] = [
  {
    signIn: 'access_denied',
    refresh: 'consent',
    rows: [[65004, 'the user declined to consent', observed]],
  },
  {
    // At the authorize endpoint, together with `access_denied`, it is the administrator's: see `signInAnswerOf`.
    signIn: 'interaction_required',
    refresh: 'consent',
    rows: [
      [52004, 'nobody has consented to the use of LinkedIn'],
      [65001, 'nobody has consented to these scopes', observed],
      [90008, 'nobody has consented to the application, not even to signing in'],
      [9002341, 'the user has not permitted single sign-on for the application'],
    ],
  },
  {
    signIn: 'sign_in_failed',
    refresh: 'consent',
    rows: [[70000, 'personal accounts: a scope was not granted, or its grant has expired', observed]],
  },
  {
    signIn: 'configuration_error',
    refresh: 'consent',
    rows: [
      [70011, 'the scope is not valid'],
      [650053, 'the resource does not know the scope', observed],
      [650054, 'the scope is of a resource that was removed or is not available'],
      [650057, 'the resource is not among the permissions of the registration'],
      [65005, 'the registration lacks the resource or the scope'],
    ],
  },
  {
    signIn: 'admin_consent_required',
    refresh: 'admin_consent',
    rows: [
      [90093, 'the user may not consent to this'],
      [90094, 'the grant needs an administrator', observed],
      [90095, 'the grant needs an administrator, who can be asked'],
      [90099, 'nobody has authorized the application in the tenant'],
      [900941, 'the grant needs an administrator: the application is considered risky', observed],
      [900981, 'an administrator was asked about a risky application'],
    ],
  },
  {
    signIn: 'interaction_required',
    refresh: 'step_up',
    rows: [
      [16000, 'several accounts are signed in, and the user must choose'],
      [16001, 'the chosen account has no session at Entra'],
      [16002, 'the chosen session is gone'],
      [160021, 'the chosen session is gone'],
      [50072, 'the user must enroll for multifactor authentication'],
      [50074, 'strong authentication is required'],
      [50076, 'multifactor authentication is required', observed],
      [50078, 'the multifactor authentication has expired'],
      [50079, 'the user must enroll for multifactor authentication'],
      [50086, 'the strong authentication failed'],
      [50097, 'the device must authenticate'],
      [50125, 'the sign-in was interrupted: registration for password reset'],
      [50127, 'the user must install a broker app'],
      [50129, 'the device is not joined to the workplace'],
      [50136, 'the account is a personal one that is signed in already'],
      [50139, 'the session at Entra lacks the refresh token of another identity provider'],
      [50140, 'the sign-in was interrupted: "keep me signed in"'],
      [50142, 'the password must be changed: conditional access, by risk'],
      [50155, 'the device could not authenticate'],
      [50158, 'an external security challenge was not satisfied'],
      [50161, 'the claims of an external provider do not suffice'],
      [50168, 'the browser did not send the token of Windows'],
      [50180, 'Windows must authenticate the user'],
      [50187, 'the device could not authenticate'],
      [50197, 'the user was not found; another sign-in may help'],
      [50199, 'the user must confirm the application'],
      [50204, 'the guest has not consented to the privacy statement'],
      [50203, 'the user has not registered the authenticator app'],
      [51006, 'single sign-on does not suffice: the user must authenticate again'],
      [54008, 'the certificate does not serve as the first factor', 'docs: certificate-based-authentication-faq'],
      [[81004, 81012], 'single sign-on of the desktop did not work'],
      [[130004, 130008], 'Windows Hello, or its device, was not accepted'],
      [135010, 'the key of the device was not found'],
      [135011, 'the device that the user signed in with is disabled', observed],
      [500121, 'the strong authentication failed'],
      [700020, 'the grant needs the user'],
      [700003, 'the device was not found in the tenant'],
      [1000000, 'the user must also sign in at another identity provider'],
      [1000002, 'the user must be told that the accounts are now one'],
    ],
  },
  {
    signIn: 'login_required',
    refresh: 'step_up',
    rows: [
      [50058, 'nobody is signed in at Entra in this browser'],
      [50143, 'the session at Entra is of another tenant'],
    ],
  },
  {
    signIn: 'access_blocked_by_policy',
    refresh: 'policy',
    rows: [
      [50002, 'a tenant restriction of the proxy'],
      [50005, 'a platform that conditional access does not support'],
      [50131, 'conditional access: the state of the device'],
      [53000, 'the device is not compliant'],
      [53001, 'the device is not joined to the domain'],
      [53002, 'the application is not an approved one'],
      [53003, 'conditional access blocks the issue of tokens', observed],
      [53004, 'the user must register for multifactor authentication elsewhere: risk'],
      [[53005, 53011], 'app protection, registration of security information, or risk'],
      [500021, 'a tenant restriction: access to the tenant is denied'],
      [500022, 'a tenant restriction: access to the tenant is denied'],
      [5000211, 'a tenant restriction of the device or the network', 'docs: tenant-restrictions-v2'],
      [500212, 'the cross-tenant policy of the home tenant blocks the user'],
      [500213, 'the cross-tenant policy of the resource tenant blocks the user', observed],
      [[530001, 530039], 'conditional access, security defaults or a security policy block the access'],
      [530084, 'conditional access asks for token protection', observed],
      [80012, 'the directory on premises does not allow a sign-in at this hour'],
      [90123, 'the identity provider denied the token'],
      [1000031, 'the application can not be used at this time'],
    ],
  },
  {
    signIn: 'account_not_allowed',
    refresh: 'dead',
    rows: [
      [50034, 'the account does not exist in the directory'],
      [500341, 'the account was deleted from the directory', observed],
      [51004, 'the account does not exist in the directory'],
      // Of a grant: the guest was removed. Invited again they are another object.
      [50020, 'the account of another identity provider does not exist in the tenant'],
      [90072, 'the account of another identity provider does not exist in the tenant', observed],
    ],
  },
  {
    signIn: 'account_not_allowed',
    refresh: 'policy',
    rows: [
      [50014, 'the guest has not redeemed the invitation'],
      [50015, 'the law asks for a consent because of the user’s age'],
      [50177, 'guests can not satisfy the external challenge'],
      [50178, 'guests can not satisfy the session control'],
      [54000, 'the user is too young for the application'],
      [16003, 'the user was not added to the tenant'],
      [90084, 'guests are not allowed'],
      [90125, 'the user is not in the system'],
      [90126, 'the kind of the account can not be used here'],
      [500200, 'personal accounts can not use the application, unless they are guests'],
      [500207, 'this type of account can not be used for the resource'],
      [500208, 'the domain is not one to sign in with for this type of account'],
      [9002332, 'personal accounts can not use the application'],
    ],
  },
  {
    signIn: 'tenant_not_allowed',
    refresh: 'policy',
    rows: [
      [90038, 'the tenant belongs to a national cloud'],
      [650059, 'the application is of a single tenant, which is another one', observed],
      [1000104, 'the cloud of the resource is not allowed to users of the tenant'],
      [5000224, 'the tenant is not available'],
      [5000225, 'the tenant is blocked because nobody used it'],
    ],
  },
  {
    signIn: 'user_not_assigned',
    refresh: 'policy',
    rows: [
      [50105, 'the user is not assigned to a role of the application', observed],
      [501051, 'the application is not assigned to a role of the application that it calls'],
    ],
  },
  {
    signIn: 'sign_in_failed',
    refresh: 'dead',
    rows: [
      [50053, 'the account is locked'],
      [50055, 'the password has expired'],
      [50056, 'there is no password for this user'],
      [50057, 'the account is disabled', observed],
      [50085, 'the refresh token needs a sign-in at another identity provider'],
      [50132, 'the session was revoked, or the password changed'],
      [50133, 'the session is not valid: the password has expired or was changed'],
      [50144, 'the password of the directory on premises has expired'],
      [50173, 'the grant was revoked: fresh authentication is required', observed],
      [70008, 'the refresh token or the code has expired or was revoked', observed],
      [70043, 'the refresh token has expired by the sign-in frequency of conditional access'],
      [70044, 'the session has expired by the sign-in frequency of conditional access'],
      [500571, 'the account of the guest is disabled'],
      [700081, 'the refresh token has reached its longest life'],
      [700082, 'the refresh token has expired: it was not used', observed],
      [700084, 'the refresh token was issued to a single-page app and has ended'],
      [9002313, 'the request is malformed: with a refresh token, the token is none'],
    ],
  },
  ...serviceChapters,
];
