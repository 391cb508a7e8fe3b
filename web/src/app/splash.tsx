import { Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  page: { height: '100%', display: 'flex', flexDirection: 'column', backgroundColor: tokens.colorNeutralBackground3 },
  bar: { height: '48px', flexShrink: 0, backgroundColor: tokens.colorBrandBackground },
  panes: { flexGrow: 1, display: 'flex', gap: tokens.spacingHorizontalS, padding: tokens.spacingHorizontalS },
  pane: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  list: { width: '380px', '@media (max-width: 759px)': { width: '100%' } },
  reading: { flexGrow: 1, '@media (max-width: 759px)': { display: 'none' } },
});

const LINES = [0, 1, 2, 3, 4, 5];

/** The outline of the app while the session is requested. It prevents layout shifts. */
export function Splash(): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.page} aria-busy="true">
      <div className={styles.bar} />
      <Skeleton className={styles.panes} aria-label={t('Loading')}>
        <div className={`${styles.pane} ${styles.list}`}>
          {LINES.map((line) => (
            <SkeletonItem key={line} size={40} />
          ))}
        </div>
        <div className={`${styles.pane} ${styles.reading}`} />
      </Skeleton>
    </div>
  );
}
