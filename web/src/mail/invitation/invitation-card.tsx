import { Link, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowRepeatAllRegular } from '@fluentui/react-icons/svg/arrow-repeat-all';
import { ClockRegular } from '@fluentui/react-icons/svg/clock';
import { LocationRegular } from '@fluentui/react-icons/svg/location';
import { PersonRegular } from '@fluentui/react-icons/svg/person';
import { VideoRegular } from '@fluentui/react-icons/svg/video';
import { type ReactElement, type ReactNode, useState } from 'react';
import { fullAddress } from '../../mailbox/people.js';
import { t } from '../../texts/t.js';
import { VisuallyHidden } from '../../ui/visually-hidden.js';
import { InvitationAnswer, responseTexts } from './invitation-answer.js';
import { calendarLeaf, type Invitation, isOver, meetingTime, zoneName } from './meeting-time.js';
import { recurrenceText } from './recurrence-text.js';

const useStyles = makeStyles({
  card: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    overflow: 'hidden',
    maxWidth: '720px',
  },
  head: { display: 'flex', gap: tokens.spacingHorizontalL, padding: '16px' },
  leaf: {
    flexShrink: 0,
    width: '64px',
    alignSelf: 'flex-start',
    display: 'flex',
    flexDirection: 'column',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    overflow: 'hidden',
    paddingBottom: '4px',
  },
  month: {
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
    padding: '2px 0',
  },
  over: { backgroundColor: tokens.colorNeutralBackground5, color: tokens.colorNeutralForeground1 },
  facts: {
    flexGrow: 1,
    minWidth: 0,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
  },
  fact: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'flex-start', overflowWrap: 'anywhere' },
  icon: { flexShrink: 0, fontSize: '18px', lineHeight: '20px', color: tokens.colorNeutralForeground2, height: '20px' },
  words: { minWidth: 0, display: 'flex', flexDirection: 'column' },
  muted: { color: tokens.colorNeutralForeground2 },
  struck: { color: tokens.colorNeutralForeground2, textDecorationLine: 'line-through' },
  notice: {
    padding: '8px 16px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground3,
  },
});

interface InvitationCardProps {
  readonly messageId: string;
  readonly invitation: Invitation;
}

/** The meeting of an invitation, a change or a cancellation, and the user's response. */
export function InvitationCard({ messageId, invitation }: InvitationCardProps): ReactElement {
  const styles = useStyles();
  const { location, organiser, onlineMeetingUrl, recurrence, isCancelled, update } = invitation;
  const when = meetingTime(invitation);
  const zone = zoneName(invitation);
  const leaf = calendarLeaf(invitation);
  const [now] = useState(Date.now);
  const hasPassed = isOver(invitation, now) && recurrence === undefined;
  const notice = noticeOf(invitation);
  const before =
    update === undefined
      ? undefined
      : meetingTime({ ...invitation, start: update.previousStart, end: update.previousEnd });
  const previousLocation = update?.previousLocation ?? null;
  const mayAnswer = !isCancelled && !invitation.isOutdated && invitation.response !== 'organiser';
  return (
    <section aria-label={t('Meeting')} className={styles.card}>
      {notice === undefined ? null : (
        <Text block weight="semibold" className={styles.notice}>
          {notice}
        </Text>
      )}
      <div className={styles.head}>
        {leaf === undefined ? null : (
          <div className={styles.leaf} aria-hidden>
            <Text
              align="center"
              size={200}
              weight="semibold"
              className={mergeClasses(styles.month, (hasPassed || isCancelled) && styles.over)}
            >
              {leaf.month}
            </Text>
            <Text align="center" size={600} weight="semibold">
              {leaf.day}
            </Text>
            <Text align="center" size={200} className={styles.muted}>
              {leaf.weekday}
            </Text>
          </div>
        )}
        <ul className={styles.facts}>
          <Fact name={t('When')} icon={<ClockRegular />}>
            <Text weight="semibold" className={mergeClasses(isCancelled && styles.struck)}>
              {when ?? t('The message doesn’t say when')}
            </Text>
            {zone === undefined && !hasPassed ? null : (
              <Text size={200} className={styles.muted}>
                {[
                  zone === undefined ? undefined : t('Your time ({zone})', { zone }),
                  hasPassed ? t('already over') : undefined,
                ]
                  .filter((part) => part !== undefined)
                  .join(' · ')}
              </Text>
            )}
            {before === undefined || before === when ? null : (
              <Text size={200} className={styles.struck}>
                <VisuallyHidden>{t('Before:')} </VisuallyHidden>
                {before}
              </Text>
            )}
          </Fact>
          {recurrence === undefined ? null : (
            <Fact name={t('Repeats')} icon={<ArrowRepeatAllRegular />}>
              <Text>{recurrenceText(recurrence)}</Text>
            </Fact>
          )}
          {location === '' && previousLocation === null ? null : (
            <Fact name={t('Where')} icon={<LocationRegular />}>
              {location === '' ? null : <Text dir="auto">{location}</Text>}
              {previousLocation === null || previousLocation === location ? null : (
                <Text size={200} className={styles.struck} dir="auto">
                  <VisuallyHidden>{t('Before:')} </VisuallyHidden>
                  {previousLocation}
                </Text>
              )}
            </Fact>
          )}
          {organiser === null ? null : (
            <Fact name={t('Organiser')} icon={<PersonRegular />}>
              <Text dir="auto">{fullAddress(organiser)}</Text>
            </Fact>
          )}
          {onlineMeetingUrl === undefined || isCancelled ? null : (
            <Fact name={t('Online')} icon={<VideoRegular />}>
              <Link href={onlineMeetingUrl} target="_blank" rel="noopener noreferrer">
                {t('Join online ({host})', { host: hostOf(onlineMeetingUrl) })}
              </Link>
            </Fact>
          )}
        </ul>
      </div>
      {mayAnswer ? <InvitationAnswer messageId={messageId} invitation={invitation} /> : null}
    </section>
  );
}

interface FactProps {
  readonly name: string;
  readonly icon: ReactElement;
  readonly children: ReactNode;
}

function Fact({ name, icon, children }: FactProps): ReactElement {
  const styles = useStyles();
  return (
    <li className={styles.fact}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <span className={styles.words}>
        <VisuallyHidden>{name}: </VisuallyHidden>
        {children}
      </span>
    </li>
  );
}

function noticeOf({ isCancelled, isOutdated, update, response }: Invitation): string | undefined {
  if (isCancelled) {
    return t('This meeting was cancelled.');
  }
  if (isOutdated) {
    return t('This invitation is out of date: a later message replaces it.');
  }
  if (response === 'organiser') {
    return responseTexts.organiser;
  }
  return update === undefined ? undefined : t('The organiser changed this meeting.');
}

function hostOf(address: string): string {
  try {
    return new URL(address).hostname;
  } catch {
    return address;
  }
}
