import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { WarningRegular } from '@fluentui/react-icons/svg/warning';
import { type ReactElement, useEffect, useState } from 'react';
import { dismissNotice, notices, type ShownNotice } from '../platform/notify.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  strip: { flexShrink: 0 },
  notice: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minHeight: '40px',
    padding: '0 8px 0 16px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase300,
  },
  icon: { fontSize: '20px', lineHeight: 0, flexShrink: 0 },
  success: { color: tokens.colorStatusSuccessForeground1 },
  info: { color: tokens.colorNeutralForeground2 },
  warning: { color: tokens.colorStatusWarningForeground1 },
  error: { color: tokens.colorStatusDangerForeground1 },
  text: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
});

const ICONS = {
  success: <CheckmarkCircleRegular />,
  info: <InfoRegular />,
  warning: <WarningRegular />,
  error: <ErrorCircleRegular />,
};

/** Below the page and not on top of it: a notice covers no text and no control. */
export function NoticeStrip(): ReactElement {
  const styles = useStyles();
  const shown = useStore(notices);
  return (
    <section aria-label={t('Notifications')} className={styles.strip}>
      <div role="status" aria-live="polite">
        {shown
          .filter(({ intent }) => intent !== 'error')
          .map((notice) => (
            <NoticeLine key={notice.key} notice={notice} />
          ))}
      </div>
      <div role="alert">
        {shown
          .filter(({ intent }) => intent === 'error')
          .map((notice) => (
            <NoticeLine key={notice.key} notice={notice} />
          ))}
      </div>
    </section>
  );
}

function NoticeLine({ notice }: { readonly notice: ShownNotice }): ReactElement {
  const styles = useStyles();
  const { key, title, body, action, intent = 'success', timeoutMs, onHold } = notice;
  const [isUnderPointer, setUnderPointer] = useState(false);
  const [hasFocus, setHasFocus] = useState(false);
  // A user who is about to press a button has all the time they need (WCAG 2.2.1).
  const isHeld = isUnderPointer || hasFocus;
  useEffect(() => {
    if (isHeld) {
      return onHold?.();
    }
    const timer = setTimeout(() => {
      dismissNotice(key);
    }, timeoutMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isHeld, key, timeoutMs, onHold]);
  return (
    <div
      className={styles.notice}
      onPointerEnter={() => {
        setUnderPointer(true);
      }}
      onPointerLeave={() => {
        setUnderPointer(false);
      }}
      onFocus={() => {
        setHasFocus(true);
      }}
      onBlur={() => {
        setHasFocus(false);
      }}
      data-testid="notice"
    >
      <span className={`${styles.icon} ${styles[intent]}`}>{ICONS[intent]}</span>
      <span className={styles.text}>
        <Text weight="semibold">{title}</Text>
        {body === undefined ? null : <Text> {body}</Text>}
      </span>
      {action === undefined ? null : (
        <Button
          size="small"
          appearance="transparent"
          onClick={() => {
            dismissNotice(key);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button
        size="small"
        appearance="subtle"
        icon={<DismissRegular />}
        aria-label={t('Dismiss')}
        onClick={() => {
          dismissNotice(key);
        }}
      />
    </div>
  );
}
