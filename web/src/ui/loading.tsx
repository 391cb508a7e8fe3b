import { makeStyles, Spinner } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexGrow: 1, alignItems: 'center', justifyContent: 'center', height: '100%' },
});

export function Loading({ label = t('Loading') }: { readonly label?: string }): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Spinner label={label} />
    </div>
  );
}
