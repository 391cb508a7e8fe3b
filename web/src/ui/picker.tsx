import { Input, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { isComposing } from './composing.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, width: '100%', minHeight: 0 },
  list: { overflowY: 'auto', maxHeight: 'min(360px, 50vh)', minHeight: 0 },
  heading: { display: 'block', padding: '6px 8px 2px', color: tokens.colorNeutralForeground2 },
  option: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minHeight: '32px',
    padding: '2px 8px',
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    '& > svg': { fontSize: '18px', flexShrink: 0, color: tokens.colorNeutralForeground2 },
    '@media (pointer: coarse)': { minHeight: '44px' },
  },
  active: {
    backgroundColor: tokens.colorSubtleBackgroundHover,
    outline: `2px solid ${tokens.colorStrokeFocus2}`,
    outlineOffset: '-2px',
  },
  none: { display: 'block', padding: '8px', color: tokens.colorNeutralForeground2 },
});

export interface PickerOption {
  /** The same item may be in two groups. */
  readonly key: string;
  readonly content: ReactNode;
  readonly onPick: () => void;
}

export interface PickerGroup {
  readonly name: string;
  readonly showsName: boolean;
  readonly options: readonly PickerOption[];
}

interface PickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly groups: readonly PickerGroup[];
  /** Shown when there is nothing to pick. */
  readonly nothing: string;
}

/** A field that filters a list: type, then the arrow keys and Enter, or a click. */
export function Picker({ label, placeholder, text, onText, groups, nothing }: PickerProps): ReactElement {
  const styles = useStyles();
  const id = useId();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const options = groups.flatMap((group) =>
    group.options.map((option) => ({ ...option, id: `${id}${group.name}${option.key}` })),
  );
  const active = options[Math.min(at, options.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((Math.min(at, options.length - 1) + step + options.length) % Math.max(1, options.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      active?.onPick();
    }
  };
  return (
    <div className={styles.root}>
      <Input
        autoFocus
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-autocomplete="list"
        aria-controls={`${id}list`}
        aria-activedescendant={active?.id}
        placeholder={placeholder}
        contentBefore={<SearchRegular />}
        value={text}
        onChange={(_, { value }) => {
          onText(value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}list`} role="listbox" aria-label={label} className={styles.list}>
        {groups
          .filter((group) => group.options.length > 0)
          .map(({ name, showsName, options: own }) => (
            <div key={name} role="group" aria-label={name}>
              {showsName ? (
                <Text size={200} weight="semibold" className={styles.heading} aria-hidden>
                  {name}
                </Text>
              ) : null}
              {own.map(({ key, content, onPick }) => (
                <div
                  key={key}
                  id={`${id}${name}${key}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={`${id}${name}${key}` === active?.id}
                  className={mergeClasses(styles.option, `${id}${name}${key}` === active?.id && styles.active)}
                  onMouseMove={() => {
                    setAt(options.findIndex((option) => option.id === `${id}${name}${key}`));
                  }}
                  onClick={onPick}
                >
                  {content}
                </div>
              ))}
            </div>
          ))}
      </div>
      {options.length === 0 ? (
        <Text size={200} role="status" className={styles.none}>
          {nothing}
        </Text>
      ) : null}
    </div>
  );
}
