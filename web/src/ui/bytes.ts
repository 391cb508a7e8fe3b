import { tPlural } from '../texts/messages.js';
import { locale as appLocale, t } from '../texts/t.js';

export function formatBytes(bytes: number, locale = appLocale()): string {
  const power = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
  if (power === 0) {
    return tPlural('{count, plural, one {# byte} other {# bytes}}', { count: bytes });
  }
  const value = bytes / 1024 ** power;
  const size = value.toLocaleString(locale, { maximumFractionDigits: value < 10 ? 1 : 0 });
  if (power === 1) {
    return t('{size} KB', { size });
  }
  return power === 2 ? t('{size} MB', { size }) : t('{size} GB', { size });
}
