import { t } from '../texts/t.js';

export interface SendTime {
  readonly name: string;
  readonly at: Date;
}

/** Suggested times, some time ahead; in the user's time zone. */
export function sendTimes(now: Date): SendTime[] {
  const on = (days: number, hour: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const weekday = (now.getDay() + 6) % 7;
  const tomorrow = on(1, 8);
  const monday = on(7 - weekday, 8);
  const times = [
    { name: t('This afternoon'), at: on(0, 14) },
    { name: t('This evening'), at: on(0, 18) },
    { name: t('Tomorrow morning'), at: tomorrow },
    { name: t('Tomorrow afternoon'), at: on(1, 14) },
    ...(+monday === +tomorrow ? [] : [{ name: t('Monday morning'), at: monday }]),
  ];
  const soonest = now.getTime() + 30 * 60_000;
  return times.filter(({ at }) => at.getTime() >= soonest).slice(0, 4);
}

/** A time of a `datetime-local` field in the future and within the limit of the service; undefined otherwise. */
export function chosenTime(value: string, now: Date): Date | undefined {
  const at = new Date(value);
  const ahead = at.getTime() - now.getTime();
  return ahead > 0 && ahead < 399 * 86_400_000 ? at : undefined;
}
