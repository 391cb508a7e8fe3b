import { ArchiveRegular } from '@fluentui/react-icons/svg/archive';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { DraftsRegular } from '@fluentui/react-icons/svg/drafts';
import { FolderRegular } from '@fluentui/react-icons/svg/folder';
import { FolderProhibitedRegular } from '@fluentui/react-icons/svg/folder-prohibited';
import { MailInboxRegular } from '@fluentui/react-icons/svg/mail-inbox';
import { SendRegular } from '@fluentui/react-icons/svg/send';
import type { ReactElement } from 'react';

interface FolderIconProps {
  readonly wellKnownName: string | null;
}

export function FolderIcon({ wellKnownName }: FolderIconProps): ReactElement {
  switch (wellKnownName) {
    case 'inbox':
      return <MailInboxRegular />;
    case 'drafts':
      return <DraftsRegular />;
    case 'sentitems':
    case 'outbox':
      return <SendRegular />;
    case 'archive':
      return <ArchiveRegular />;
    case 'deleteditems':
      return <DeleteRegular />;
    case 'junkemail':
      return <FolderProhibitedRegular />;
    default:
      return <FolderRegular />;
  }
}
