import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { ComposeRegular } from '@fluentui/react-icons/svg/compose';
import type { ReactElement } from 'react';
import { useFolders } from '../../mailbox/folders.js';
import { t } from '../../texts/t.js';
import { problemText } from '../../ui/problem-text.js';
import { LocalDrafts } from '../local-drafts.js';
import { FolderTree, type FolderTreeProps } from './folder-tree.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minHeight: 0 },
  compose: { width: '100%', flexShrink: 0 },
  failed: { padding: '8px 12px', color: tokens.colorNeutralForeground2 },
  skeleton: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, padding: '8px 12px' },
});

interface FolderPaneProps extends Omit<FolderTreeProps, 'folders'> {
  readonly onCompose: () => void;
}

export function FolderPane({ current, onDrop, onCompose, onChosen }: FolderPaneProps): ReactElement {
  const styles = useStyles();
  const folders = useFolders();
  return (
    <div className={styles.root}>
      <Button className={styles.compose} appearance="primary" icon={<ComposeRegular />} onClick={onCompose}>
        {t('New message')}
      </Button>
      {folders.data !== undefined ? (
        <FolderTree folders={folders.data} current={current} onDrop={onDrop} onChosen={onChosen} />
      ) : folders.isError ? (
        <Text role="status" size={200} className={styles.failed}>
          {problemText(folders.error).title}.
        </Text>
      ) : (
        <Skeleton className={styles.skeleton} aria-label={t('Loading folders')}>
          {[72, 56, 80, 64, 76].map((width) => (
            <SkeletonItem key={width} size={16} style={{ width: `${width}%` }} />
          ))}
        </Skeleton>
      )}
      <LocalDrafts onChosen={onChosen} />
    </div>
  );
}
