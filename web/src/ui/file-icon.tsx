import { DocumentRegular } from '@fluentui/react-icons/svg/document';
import { DocumentPdfRegular } from '@fluentui/react-icons/svg/document-pdf';
import { DocumentTableRegular } from '@fluentui/react-icons/svg/document-table';
import { FolderZipRegular } from '@fluentui/react-icons/svg/folder-zip';
import { ImageRegular } from '@fluentui/react-icons/svg/image';
import type { ReactElement } from 'react';

export function FileIcon({ contentType }: { readonly contentType: string | null }): ReactElement {
  const type = contentType ?? '';
  if (type.startsWith('image/')) {
    return <ImageRegular />;
  }
  if (type === 'application/pdf') {
    return <DocumentPdfRegular />;
  }
  if (/zip|compressed|tar/.test(type)) {
    return <FolderZipRegular />;
  }
  if (/sheet|excel|csv/.test(type)) {
    return <DocumentTableRegular />;
  }
  return <DocumentRegular />;
}
