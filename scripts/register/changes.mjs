/**
 * The differences between a registration and the desired one. Nothing is removed, because another environment of the same
 * registration may need it.
 */

/**
 * `current` is an application of Microsoft Graph, or undefined. `resources` are the desired ones, with the directory's ids of their
 * scopes. Returns the lines to show to the user and the body to send, which is empty when nothing differs.
 */
export function changesOf(desired, resources, current) {
  const lines = [];
  const body = {};
  if (current === undefined) {
    body.displayName = desired.name;
  }
  if (current?.signInAudience !== desired.audience) {
    lines.push(`accounts: ${current === undefined ? '' : `${current.signInAudience} -> `}${desired.audience}`);
    body.signInAudience = desired.audience;
  }
  // Tokens of version 2, which an app for personal accounts must have.
  if (current?.api?.requestedAccessTokenVersion !== 2) {
    lines.push('access token version: 2');
    body.api = { requestedAccessTokenVersion: 2 };
  }
  const web = webChanges(desired, current?.web, lines);
  if (web !== undefined) {
    body.web = web;
  }
  const claims = namesOf(current?.optionalClaims?.idToken);
  const missing = desired.idTokenClaims.filter((name) => !claims.includes(name));
  if (missing.length > 0) {
    lines.push(...missing.map((name) => `optional claim of the ID token: ${name}`));
    body.optionalClaims = {
      ...current?.optionalClaims,
      idToken: [...(current?.optionalClaims?.idToken ?? []), ...missing.map((name) => ({ name, essential: false }))],
    };
  }
  const access = accessChanges(resources, current?.requiredResourceAccess ?? [], lines);
  if (access !== undefined) {
    body.requiredResourceAccess = access;
  }
  return { lines, body };
}

function namesOf(claims = []) {
  return claims.map(({ name }) => name);
}

function webChanges({ redirectUris, logoutUrls }, web, lines) {
  const there = web?.redirectUris ?? [];
  const added = redirectUris.filter((uri) => !there.includes(uri));
  lines.push(...added.map((uri) => `redirect URI: ${uri}`));
  const [logoutUrl] = logoutUrls;
  const isLogoutNew = logoutUrl !== undefined && !logoutUrls.includes(web?.logoutUrl);
  if (isLogoutNew) {
    lines.push(`front-channel logout URL: ${logoutUrl}`);
  }
  if (added.length === 0 && !isLogoutNew) {
    return undefined;
  }
  return { redirectUris: [...there, ...added], ...(isLogoutNew ? { logoutUrl } : {}) };
}

function accessChanges(resources, current, lines) {
  let isNew = false;
  const merged = current.map((entry) => ({ ...entry, resourceAccess: [...entry.resourceAccess] }));
  for (const { resource, appId, scopes } of resources) {
    const entry = merged.find(({ resourceAppId }) => resourceAppId === appId) ?? {
      resourceAppId: appId,
      resourceAccess: [],
    };
    for (const { name, id } of scopes) {
      if (!entry.resourceAccess.some((access) => access.id === id && access.type === 'Scope')) {
        lines.push(`delegated permission of ${resource}: ${name}`);
        entry.resourceAccess.push({ id, type: 'Scope' });
        isNew = true;
      }
    }
    if (!merged.includes(entry)) {
      merged.push(entry);
    }
  }
  return isNew ? merged : undefined;
}

/** Whether `secret` is one of the valid client secrets. The directory shows only its first three characters. */
export function isSecretOf(current, secret, now) {
  return (current?.passwordCredentials ?? []).some(
    ({ hint, endDateTime }) => secret.startsWith(hint ?? '\0') && Date.parse(endDateTime) > now,
  );
}

export function isFederatedBy(credentials, { issuer, subject }) {
  return credentials.some((each) => each.issuer === issuer && each.subject === subject);
}
