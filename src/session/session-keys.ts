import { deletion, hashTag, keyName, type Write } from '../redis/index.js';
import type { LiveSession, SessionReference } from './session.js';

export function sessionKey({ userTag, fingerprint }: SessionReference): string {
  return keyName('session', hashTag(userTag), fingerprint);
}

/**
 * When the session was used last, apart from its record: one plain `SET` says so, which revives nothing that has ended, and leaves
 * alone what another request writes into the record.
 */
export function lastUseKey({ userTag, fingerprint }: SessionReference): string {
  return keyName('session', hashTag(userTag), fingerprint, 'used');
}

/** What ends a session. */
export function deletionsOfSession(reference: SessionReference): Write[] {
  return [sessionKey(reference), lastUseKey(reference)].map(deletion);
}

/** For a short time: the fingerprint of the session that took the place of this one. */
export function successorKey({ userTag, fingerprint }: SessionReference): string {
  return keyName('session', hashTag(userTag), fingerprint, 'successor');
}

/** That the user was told of this browser family's use of the session. */
export function foreignBrowserKey({ id, reference }: Pick<LiveSession, 'id' | 'reference'>, browser: string): string {
  return keyName('session', hashTag(reference.userTag), 'foreign-browser', id, browser.replaceAll(' ', '-'));
}

/** The user's living sessions, for listing and for knowing which one is the last. */
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

/** What all sessions of a user have in common. */
export function sharedKeys(userTag: string): string[] {
  return [sessionIndexKey(userTag), tokensVersionKey(userTag), tokensPartitionKey(userTag)];
}
