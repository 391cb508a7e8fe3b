import { makeStyles, tokens } from '@fluentui/react-components';
import type { KeyboardEvent, PointerEvent, ReactElement } from 'react';

const useStyles = makeStyles({
  root: {
    flexShrink: 0,
    width: '8px',
    cursor: 'col-resize',
    touchAction: 'none',
    borderRadius: tokens.borderRadiusSmall,
    ':hover': { backgroundColor: tokens.colorNeutralStroke1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
});

const STEP = 16;

interface SplitterProps {
  readonly label: string;
  /** The width of the pane before it, in px. */
  readonly width: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (width: number) => void;
  readonly onReset: () => void;
}

/** Resizes two panes by dragging or with the arrow keys; a double click restores the default width. */
export function Splitter({ label, width, least, most, onChange, onReset }: SplitterProps): ReactElement {
  const styles = useStyles();
  const set = (wanted: number): void => {
    onChange(Math.round(Math.min(most, Math.max(least, wanted))));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    const target = step === undefined ? { Home: least, End: most }[event.key] : width + (isRtl ? -step : step);
    if (target === undefined) {
      return;
    }
    event.preventDefault();
    set(target);
  };
  const onPointerDown = ({ currentTarget, pointerId, clientX }: PointerEvent<HTMLElement>): void => {
    const isRtl = getComputedStyle(currentTarget).direction === 'rtl';
    const onMove = (event: globalThis.PointerEvent): void => {
      set(width + (event.clientX - clientX) * (isRtl ? -1 : 1));
    };
    const dragging = new AbortController();
    const { signal } = dragging;
    currentTarget.setPointerCapture(pointerId);
    currentTarget.addEventListener('pointermove', onMove, { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      currentTarget.addEventListener(
        type,
        () => {
          dragging.abort();
        },
        { signal },
      );
    }
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      className={styles.root}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onDoubleClick={onReset}
    />
  );
}
