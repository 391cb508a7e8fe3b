import { Drawer, DrawerBody, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';
import { t } from '../../texts/t.js';

const useStyles = makeStyles({
  body: { paddingTop: tokens.spacingVerticalL },
});

interface FolderDrawerProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}

/** The folders on a narrow screen, on top of the page. */
export function FolderDrawer({ open, onOpenChange, children }: FolderDrawerProps): ReactElement {
  const styles = useStyles();
  return (
    <Drawer
      type="overlay"
      position="start"
      size="small"
      open={open}
      aria-label={t('Folders')}
      onOpenChange={(_, data) => {
        onOpenChange(data.open);
      }}
    >
      <DrawerBody className={styles.body}>{children}</DrawerBody>
    </Drawer>
  );
}
