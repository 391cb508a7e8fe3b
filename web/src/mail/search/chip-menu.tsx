import { Button, makeStyles, Popover, PopoverSurface, PopoverTrigger, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { type ReactElement, type ReactNode, useState } from 'react';
import { t } from '../../texts/t.js';

const useStyles = makeStyles({
  chip: {
    minWidth: 0,
    maxWidth: '100%',
    fontWeight: tokens.fontWeightRegular,
    '@media (pointer: coarse)': { minHeight: '36px' },
  },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  surface: { padding: '8px', width: 'min(300px, calc(100vw - 24px))' },
  clear: { marginTop: tokens.spacingVerticalS },
});

interface ChipMenuProps {
  readonly label: string;
  readonly title: string;
  readonly isOn: boolean;
  readonly onClear?: (() => void) | undefined;
  readonly children: (close: () => void) => ReactNode;
}

/** A chip that opens a menu of choices. */
export function ChipMenu({ label, title, isOn, onClear, children }: ChipMenuProps): ReactElement {
  const styles = useStyles();
  const [isOpen, setOpen] = useState(false);
  const close = (): void => {
    setOpen(false);
  };
  return (
    <Popover
      open={isOpen}
      trapFocus
      positioning={{ position: 'below', align: 'start' }}
      onOpenChange={(_, { open }) => {
        setOpen(open);
      }}
    >
      <PopoverTrigger disableButtonEnhancement>
        <Button
          className={styles.chip}
          size="small"
          shape="circular"
          appearance={isOn ? 'primary' : 'secondary'}
          icon={<ChevronDownRegular />}
          iconPosition="after"
        >
          <span className={styles.text} dir="auto">
            {title}
          </span>
        </Button>
      </PopoverTrigger>
      <PopoverSurface aria-label={label} className={styles.surface}>
        {children(close)}
        {onClear === undefined || !isOn ? null : (
          <Button
            className={styles.clear}
            size="small"
            appearance="subtle"
            onClick={() => {
              close();
              onClear();
            }}
          >
            {t('Clear')}
          </Button>
        )}
      </PopoverSurface>
    </Popover>
  );
}
