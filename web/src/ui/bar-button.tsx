import { Button, Tooltip, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';

const useStyles = makeStyles({
  root: {
    flexShrink: 0,
    fontWeight: tokens.fontWeightRegular,
    '@media (pointer: coarse)': { minHeight: '44px' },
  },
  // On a narrow bar, smaller than recommended for touch: otherwise a button would be off the screen.
  icon: { '@media (pointer: coarse)': { flexShrink: 1, flexBasis: '44px', maxWidth: '44px' } },
  worded: { minWidth: 0, paddingInline: '8px 10px', whiteSpace: 'nowrap' },
});

interface BarButtonProps {
  readonly name: string;
  /** Whether there is space for its label; otherwise a tooltip shows it. */
  readonly hasWord: boolean;
  readonly icon: ReactElement;
  readonly disabled?: boolean;
  readonly onClick?: () => void;
}

/**
 * A button of a bar: an icon, with a label if there is space. It's the same element in both cases, so it doesn't lose the focus. Props
 * from the trigger of a menu are passed on to the button.
 */
export function BarButton({ name, hasWord, ...button }: BarButtonProps): ReactElement {
  const styles = useStyles();
  const [isNamed, setNamed] = useState(false);
  if (hasWord && isNamed) {
    setNamed(false);
  }
  return (
    <Tooltip
      content={name}
      relationship={hasWord ? 'inaccessible' : 'label'}
      visible={isNamed}
      onVisibleChange={(_, { visible }) => {
        setNamed(visible);
      }}
    >
      <Button
        {...button}
        appearance="subtle"
        className={mergeClasses(styles.root, hasWord ? styles.worded : styles.icon)}
      >
        {hasWord ? name : undefined}
      </Button>
    </Tooltip>
  );
}
