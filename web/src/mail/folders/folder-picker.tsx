import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { FolderAddRegular } from '@fluentui/react-icons/svg/folder-add';
import { type ReactElement, useState } from 'react';
import type { Folder } from '../../client/index.js';
import { folderKey } from '../../mailbox/folders.js';
import { matchingFolders, pathOf } from '../../mailbox/folder-tree.js';
import { t } from '../../texts/t.js';
import { Picker, type PickerOption } from '../../ui/picker.js';
import { FolderIcon } from './folder-icon.js';

const useStyles = makeStyles({
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', flexShrink: 0, maxWidth: '70%' },
  path: {
    color: tokens.colorNeutralForeground2,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    minWidth: 0,
  },
});

interface FolderPickerProps {
  readonly label: string;
  /** All folders of the mailbox, for their paths. */
  readonly all: readonly Folder[];
  readonly choices: readonly Folder[];
  /** Keys of the folders that were used last. */
  readonly recent: readonly string[];
  readonly onPick: (folder: Folder) => void;
  /** Offered when no folder has the typed name. */
  readonly onCreate?: ((name: string) => void) | undefined;
}

/** Finds folders by a part of their name; the last used come first. */
export function FolderPicker(props: FolderPickerProps): ReactElement {
  const { label, all, choices, recent, onPick, onCreate } = props;
  const [text, setText] = useState('');
  const option = (folder: Folder): PickerOption => ({
    key: folder.id,
    content: <OptionText folder={folder} all={all} />,
    onPick: () => {
      onPick(folder);
    },
  });
  const name = text.trim();
  const last = name === '' ? recent.flatMap((key) => choices.filter((folder) => folderKey(folder) === key)) : [];
  const isKnown = all.some((folder) => folder.name.toLowerCase() === name.toLowerCase());
  const create: PickerOption = {
    key: 'new',
    content: (
      <>
        <FolderAddRegular />
        <span dir="auto">{t('New folder “{name}”', { name })}</span>
      </>
    ),
    onPick: () => onCreate?.(name),
  };
  return (
    <Picker
      label={label}
      placeholder={t('Find a folder')}
      text={text}
      onText={setText}
      groups={[
        { name: t('Last used'), showsName: true, options: last.map(option) },
        {
          name: t('All folders'),
          showsName: last.length > 0,
          options: matchingFolders(choices, all, text).map(option),
        },
        { name: t('New'), showsName: false, options: onCreate === undefined || name === '' || isKnown ? [] : [create] },
      ]}
      nothing={choices.length === 0 ? t('There’s no other folder.') : t('No folder has this name.')}
    />
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
