import { Input, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { FolderAddRegular } from '@fluentui/react-icons/svg/folder-add';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { type KeyboardEvent, type ReactElement, useEffect, useId, useRef, useState } from 'react';
import type { Folder } from '../../client/index.js';
import { folderKey } from '../../mailbox/folders.js';
import { matchingFolders, pathOf } from '../../mailbox/folder-tree.js';
import { FolderIcon } from './folder-icon.js';

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
    '& svg': { fontSize: '18px', flexShrink: 0, color: tokens.colorNeutralForeground2 },
    '@media (pointer: coarse)': { minHeight: '44px' },
  },
  active: {
    backgroundColor: tokens.colorSubtleBackgroundHover,
    outline: `2px solid ${tokens.colorStrokeFocus2}`,
    outlineOffset: '-2px',
  },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', flexShrink: 0, maxWidth: '70%' },
  path: {
    color: tokens.colorNeutralForeground2,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    minWidth: 0,
  },
  none: { display: 'block', padding: '8px', color: tokens.colorNeutralForeground2 },
});

interface FolderPickerProps {
  readonly label: string;
  /** All folders of the mailbox, for their paths. */
  readonly all: readonly Folder[];
  readonly choices: readonly Folder[];
  /** Keys of the ones that were used last. */
  readonly recent: readonly string[];
  readonly onPick: (folder: Folder) => void;
  /** Offered when no folder has the name that was typed. */
  readonly onCreate?: ((name: string) => void) | undefined;
}

interface Option {
  readonly key: string;
  readonly group: 'recent' | 'all' | 'new';
  readonly folder: Folder | undefined;
}

/** A field that filters and a list of folders, the last used first: type, arrows, Enter; or a click. */
export function FolderPicker(props: FolderPickerProps): ReactElement {
  const { label, all, choices, recent, onPick, onCreate } = props;
  const styles = useStyles();
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const options = optionsOf(props, text);
  const active = options[Math.min(at, options.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const choose = (option: Option | undefined): void => {
    if (option?.folder !== undefined) onPick(option.folder);
    else if (option !== undefined) onCreate?.(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((Math.min(at, options.length - 1) + step + options.length) % Math.max(1, options.length));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(active);
    }
  };
  const groups = [
    { group: 'recent', heading: 'Last used' },
    { group: 'all', heading: recent.length > 0 && text.trim() === '' ? 'All folders' : undefined },
    { group: 'new', heading: undefined },
  ] as const;
  return (
    <div className={styles.root}>
      <Input
        autoFocus
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-autocomplete="list"
        aria-controls={`${id}list`}
        aria-activedescendant={active === undefined ? undefined : `${id}${active.group}${active.key}`}
        placeholder="Find a folder"
        contentBefore={<SearchRegular />}
        value={text}
        onChange={(_, { value }) => {
          setText(value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}list`} role="listbox" aria-label="Folders" className={styles.list}>
        {groups.map(({ group, heading }) => {
          const own = options.filter((option) => option.group === group);
          if (own.length === 0) return null;
          return (
            <div key={group} role="group" aria-label={heading ?? 'Folders'}>
              {heading === undefined ? null : (
                <Text size={200} weight="semibold" className={styles.heading} aria-hidden>
                  {heading}
                </Text>
              )}
              {own.map((option) => (
                <div
                  key={option.key}
                  id={`${id}${option.group}${option.key}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={option === active}
                  className={mergeClasses(styles.option, option === active && styles.active)}
                  onMouseMove={() => {
                    setAt(options.indexOf(option));
                  }}
                  onClick={() => {
                    choose(option);
                  }}
                >
                  {option.folder === undefined ? (
                    <>
                      <FolderAddRegular />
                      <span dir="auto">New folder “{text.trim()}”</span>
                    </>
                  ) : (
                    <OptionText folder={option.folder} all={all} />
                  )}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {options.length === 0 ? (
        <Text size={200} role="status" className={styles.none}>
          {choices.length === 0 ? 'There is no other folder.' : 'No folder has this name.'}
        </Text>
      ) : null}
    </div>
  );
}

function OptionText({ folder, all }: { readonly folder: Folder; readonly all: readonly Folder[] }): ReactElement {
  const styles = useStyles();
  const path = pathOf(all, folder).slice(0, -1);
  return (
    <>
      <FolderIcon wellKnownName={folder.wellKnownName} />
      <span className={styles.name} dir="auto">
        {folder.name}
      </span>
      {path.length === 0 ? null : (
        <Text size={200} className={styles.path} dir="auto">
          {path.join(' / ')}
        </Text>
      )}
    </>
  );
}

function optionsOf({ all, choices, recent, onCreate }: FolderPickerProps, text: string): Option[] {
  const found = matchingFolders(choices, all, text).map((folder): Option => ({ key: folder.id, group: 'all', folder }));
  if (text.trim() === '') {
    const last = recent
      .map((key) => choices.find((folder) => folderKey(folder) === key))
      .filter((folder) => folder !== undefined);
    return [...last.map((folder): Option => ({ key: folder.id, group: 'recent', folder })), ...found];
  }
  const isKnown = all.some(({ name }) => name.toLowerCase() === text.trim().toLowerCase());
  return onCreate === undefined || isKnown ? found : [...found, { key: 'new', group: 'new', folder: undefined }];
}
