import { Text, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    textAlign: 'center',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalXXL,
    height: '100%',
    minHeight: '240px',
  },
  art: { color: tokens.colorBrandForeground1, opacity: 0.85, lineHeight: 0, marginBottom: tokens.spacingVerticalS },
  text: { color: tokens.colorNeutralForeground2, maxWidth: '340px', textAlign: 'center' },
  action: {
    marginTop: tokens.spacingVerticalM,
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    flexWrap: 'wrap',
    justifyContent: 'center',
  },
});

interface StateViewProps {
  readonly art?: ReactNode;
  readonly title: string;
  readonly text?: string | undefined;
  readonly action?: ReactNode;
  readonly role?: 'status' | 'alert';
  /** 1 when nothing else is on the page. */
  readonly level?: 1 | 2;
}

/** Fills an empty area, or one that failed to load, with a text and an action. */
export function StateView({ art, title, text, action, role, level = 2 }: StateViewProps): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.root} role={role}>
      {art === undefined ? null : <div className={styles.art}>{art}</div>}
      <Text as={level === 1 ? 'h1' : 'h2'} size={400} weight="semibold" style={{ margin: 0 }}>
        {title}
      </Text>
      {text === undefined ? null : <Text className={styles.text}>{text}</Text>}
      {action === undefined ? null : <div className={styles.action}>{action}</div>}
    </div>
  );
}
