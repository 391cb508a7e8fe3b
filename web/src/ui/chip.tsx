import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ReactElement } from 'react';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    minWidth: 0,
    maxWidth: '100%',
    height: '28px',
    // Visible in forced colours.
    border: '1px solid transparent',
    paddingInlineStart: '10px',
    paddingInlineEnd: '2px',
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase200,
  },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  remove: {
    flexShrink: 0,
    minWidth: '24px',
    width: '24px',
    height: '24px',
    padding: 0,
    borderRadius: tokens.borderRadiusCircular,
  },
});

interface ChipProps {
  readonly text: string;
  readonly title: string;
  readonly onRemove: () => void;
}

export function Chip({ text, title, onRemove }: ChipProps): ReactElement {
  const styles = useStyles();
  return (
    <span className={styles.root} title={title}>
      <span className={styles.text} dir="auto">
        {text}
      </span>
      <Button
        appearance="transparent"
        size="small"
        className={styles.remove}
        icon={<DismissRegular fontSize={14} />}
        aria-label={t('Remove {what}', { what: text })}
        onClick={onRemove}
      />
    </span>
  );
}
