import { scopeName } from '../config/index.js';

type Section = Readonly<Record<string, { readonly target?: string; readonly secret?: string }>>;
type Cache = Readonly<Record<string, Section>>;

const openIdScopes = new Set(['openid', 'profile', 'email', 'offline_access']);

/**
 * Merges the caches of two writers that both began with `base`: `latest` was already written when `mine` was about to
 * be. The other's changes stay; my own ones are added. Of access tokens that share a scope one is kept, as MSAL does
 * when it saves: with two it would drop both and ask Entra again.
 */
export function mergeCaches(base: string, mine: string, latest: string): string {
  const [before, own, others] = [base, mine, latest].map((text) => JSON.parse(text) as Cache) as [Cache, Cache, Cache];
  const sections = new Set([...Object.keys(own), ...Object.keys(others)]);
  const merged = [...sections].map((name) => {
    const merge = name === 'AccessToken' ? mergeTokens : mergeSection;
    return [name, merge(before[name] ?? {}, own[name] ?? {}, others[name] ?? {})];
  });
  return JSON.stringify(Object.fromEntries(merged));
}

function mergeSection(base: Section, mine: Section, latest: Section): Section {
  const isTheirs = (key: string): boolean => JSON.stringify(latest[key]) !== JSON.stringify(base[key]);
  return { ...latest, ...Object.fromEntries(changes(base, mine).filter(([key]) => !isTheirs(key))) };
}

function mergeTokens(base: Section, mine: Section, latest: Section): Section {
  return changes(base, mine).reduce<Section>((tokens, [key, token]) => {
    const scopes = scopesOf(token.target);
    const news = changes(base, latest).map(([, other]) => scopesOf(other.target));
    if (news.some((other) => isCovered(scopes, other))) {
      return tokens;
    }
    const apart = Object.entries(tokens).filter(([, other]) => !isShared(scopes, scopesOf(other.target)));
    return { ...Object.fromEntries(apart), [key]: token };
  }, latest);
}

function changes(base: Section, changed: Section): [string, Section[string]][] {
  return Object.entries(changed).filter(([key, entity]) => JSON.stringify(entity) !== JSON.stringify(base[key]));
}

function scopesOf(target = ''): Set<string> {
  return new Set(
    target
      .split(' ')
      .map(scopeName)
      .filter((name) => !openIdScopes.has(name)),
  );
}

function isCovered(scopes: ReadonlySet<string>, by: ReadonlySet<string>): boolean {
  return [...scopes].every((scope) => by.has(scope));
}

function isShared(scopes: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...scopes].some((scope) => others.has(scope));
}
