import { makeStyles, mergeClasses } from '@fluentui/react-components';
import type { KeyboardEvent, ReactElement, ReactNode, Ref } from 'react';

const useStyles = makeStyles({
  root: { display: 'flex', alignItems: 'center' },
});

interface ButtonBarProps {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLDivElement>;
}

/**
 * A toolbar whose buttons are reached with Tab and with the arrow keys. Fluent's own toolbar inserts focusable helpers that are hidden
 * from screen readers, which WCAG audits report.
 */
export function ButtonBar({ label, className, children, ref }: ButtonBarProps): ReactElement {
  const styles = useStyles();
  return (
    <div
      ref={ref}
      role="toolbar"
      aria-label={label}
      className={mergeClasses(styles.root, className)}
      onKeyDown={moveFocus}
    >
      {children}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not([disabled])')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (at === -1) {
    return;
  }
  const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
  const forward = isRtl ? 'ArrowLeft' : 'ArrowRight';
  const backward = isRtl ? 'ArrowRight' : 'ArrowLeft';
  const targets: Readonly<Record<string, number>> = {
    [forward]: (at + 1) % buttons.length,
    [backward]: (at - 1 + buttons.length) % buttons.length,
    Home: 0,
    End: buttons.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined) {
    return;
  }
  event.preventDefault();
  buttons[target]?.focus();
}
