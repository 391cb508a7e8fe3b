import { listPath, shortListPath } from '../harness/mail.mjs';

const paths = {
  '/api/mail/messages': listPath,
  '/api/mail/messages?top=5': shortListPath,
  '/api/mail/messages/m/source': '/v1.0/me/messages/m/$value',
  '/api/mail/messages/big/source': '/v1.0/me/messages/big/$value',
  '/api/mail/messages/m/attachments/a': '/v1.0/me/messages/m/attachments/a/$value',
  '/api/me/photo': '/v1.0/me/photo/$value',
  '/api/pictures/photo/$value': '/v1.0/me/photo/$value',
};

/** The path at Graph of what the service offers under `url`. */
export function graphPathOf(url) {
  return paths[url];
}

/** Both limits store the access token in clear text under the value of the first cookie. */
export function tokenKeyOf(cookie = '') {
  const end = cookie.indexOf(';');
  return `limit:${cookie.slice(cookie.indexOf('=') + 1, end === -1 ? undefined : end)}`;
}
