import { deletion, hashTag, keyName, type Write } from '../redis/index.js';
import type { LiveSession, SessionReference } from './session.js';

export function sessionKey({ userTag, fingerprint }: SessionReference): string {
  return keyName('session', hashTag(userTag), fingerprint);
}

/**
 * The time of the session's last use, separate from its record: one plain `SET` writes it, which revives no ended
 * session, and does not overwrite what another request writes into the record.
 */
export function lastUseKey({ userTag, fingerprint }: SessionReference): string {
  return keyName('session', hashTag(userTag), fingerprint, 'used');
}

/** What ends a session. */
export function deletionsOfSession(reference: SessionReference): Write[] {
  return [sessionKey(reference), lastUseKey(reference)].map(deletion);
}

/** For a short time: the fingerprint of the session's successor. */
export function successorKey({ userTag, fingerprint }: SessionReference): string {
  return keyName('session', hashTag(userTag), fingerprint, 'successor');
}

/** Marks that the user was notified of this browser family's use of the session. */
export function foreignBrowserKey({ id, reference }: Pick<LiveSession, 'id' | 'reference'>, browser: string): string {
  return keyName('session', hashTag(reference.userTag), 'foreign-browser', id, browser.replaceAll(' ', '-'));
}

/** The user's active sessions, for the list and to determine the last one. */
export function sessionIndexKey(userTag: string): string {
  return keyName('session', hashTag(userTag), 'index');
}

/** Random id that changes with every write of the token partition. */
export function tokensVersionKey(userTag: string): string {
  return keyName('tokens', hashTag(userTag), 'version');
}

/** The encrypted MSAL cache of the user. */
export function tokensPartitionKey(userTag: string): string {
  return keyName('tokens', hashTag(userTag), 'partition');
}

/** The shared parts of a user's sessions. */
export function sharedKeys(userTag: string): string[] {
  return [sessionIndexKey(userTag), tokensVersionKey(userTag), tokensPartitionKey(userTag)];
}
