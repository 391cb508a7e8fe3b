import { queryOptions } from '@tanstack/react-query';
import type { Folder, MessageSummary } from '../client/index.js';
import { foldersQuery } from '../mailbox/folders.js';
import { refresh, refreshAllLists, refreshFolders } from '../mailbox/mail-cache.js';
import { client, queryClient } from '../platform/services.js';
import { locale } from '../texts/t.js';
import { AttachmentError } from './attachment-limits.js';
import { contentOf, type Draft, type DraftAttachment, unusedPictures } from './draft.js';
import { draftFromMessage, newDraft } from './draft-input.js';
import { getFile, putFile } from './file-store.js';
import { withoutSignature } from './signature.js';
import { templateFolder, templateFolderName } from './template-folder.js';

/*
 * Templates are drafts in a folder of the user's mailbox. All devices and other mail programs therefore have them. The subject of a
 * template is its name.
 */

const PAGE = 100;
const MOST = 500;
const justNowMs = 3_000;

async function findFolder(): Promise<Folder | undefined> {
  return templateFolder(await queryClient.query({ ...foldersQuery, staleTime: justNowMs }));
}

/** All templates, by name. */
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: async ({ signal }) => {
    const folder = await findFolder();
    const templates: MessageSummary[] = [];
    if (folder === undefined) {
      return templates;
    }
    let cursor: string | undefined;
    do {
      const query = { folder: folder.id, top: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const page = await client.mail.messages(query, { signal, quiet: true });
      // Other messages in the folder are no templates.
      templates.push(...page.items.filter(({ isDraft }) => isDraft));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && templates.length < MOST);
    return templates.sort((a, b) => a.subject.localeCompare(b.subject, locale(), { numeric: true }));
  },
});

export async function isTemplate({ folderId }: { readonly folderId: string | null }): Promise<boolean> {
  return folderId !== null && (await findFolder())?.id === folderId;
}

interface NewTemplate {
  readonly name: string;
  readonly draft: Draft;
  /** The id of the template that it replaces. */
  readonly replaced: string | undefined;
}

/**
 * Saves the message as a template: recipients, text, pictures and files, without the original. It is created in Drafts and moved when it
 * is complete; an incomplete one is deleted.
 */
export async function saveTemplate(userId: string, { name, draft, replaced }: NewTemplate): Promise<void> {
  const folder = (await findFolder()) ?? (await makeFolder());
  const html = withoutSignature(draft.html, draft.startHtml);
  const template: Draft = { ...draft, kind: 'new', subject: name, html, original: undefined };
  const made = await client.mail.drafts.create(newDraft(template, { inConversation: false }));
  try {
    for (const file of filesOf(draft)) {
      const { name: fileName, contentType, contentId } = file;
      const content = await fileContent(userId, draft, file);
      await client.mail.drafts.attach(made.id, { name: fileName, contentType, contentId, content });
    }
    await client.mail.move(made.id, folder.id, { quiet: true });
  } catch (error) {
    await client.mail.drafts.delete(made.id, { quiet: true }).catch(() => undefined);
    throw error;
  }
  // The new template is saved. The user can delete the old one in the list if this fails.
  if (replaced !== undefined) {
    await client.mail.delete(replaced, false, { quiet: true }).catch(() => undefined);
  }
  changed();
}

function filesOf(draft: Draft): DraftAttachment[] {
  const unused = new Set(unusedPictures(draft));
  return [...draft.attachments.filter((file) => !unused.has(file)), ...draft.forwarded];
}

async function fileContent(userId: string, draft: Draft, { id, name, remoteId }: DraftAttachment): Promise<Blob> {
  const { mailbox, sourceId } = draft;
  const local = await getFile(userId, draft.id, id).catch(() => undefined);
  if (local !== undefined) {
    return local;
  }
  // The forwarded message has the file until a draft in the mailbox does.
  const isForwarded = draft.forwarded.some((file) => file.id === id);
  const [messageId, attachmentId] = isForwarded ? [sourceId, id] : [mailbox?.id, remoteId];
  if (messageId === undefined || attachmentId === undefined) {
    throw new AttachmentError({ kind: 'file-gone', name });
  }
  return (await client.mail.attachment(messageId, attachmentId, { quiet: true })).blob;
}

async function makeFolder(): Promise<Folder> {
  const folder = await client.mail.createFolder({ name: templateFolderName() });
  await refreshFolders();
  return folder;
}

export async function renameTemplate(id: string, name: string): Promise<void> {
  await client.mail.drafts.update(id, { subject: name });
  changed();
}

/** Moves it to Deleted Items; the returned function restores it. */
export async function deleteTemplate(id: string): Promise<() => Promise<void>> {
  const folder = await findFolder();
  await client.mail.delete(id);
  changed();
  return async () => {
    await client.mail.move(id, folder?.id ?? 'drafts');
    changed();
  };
}

function changed(): void {
  void refresh({ queryKey: templatesQuery.queryKey });
  refreshAllLists();
  void refreshFolders();
}

export interface TemplateFile {
  readonly attachment: DraftAttachment;
  readonly content: File;
}

export interface Template {
  readonly draft: Draft;
  /** Its attachments, and the pictures in its text. */
  readonly files: readonly TemplateFile[];
}

type ToHtml = Parameters<typeof draftFromMessage>[1];

/** Loads a template completely. */
export async function loadTemplate(id: string, toHtml: ToHtml): Promise<Template> {
  const message = await client.mail.message(id, { body: 'html', quiet: true });
  const draft = draftFromMessage(message, toHtml, { id, returnTo: '', now: 0 });
  const files: TemplateFile[] = [];
  for (const attachment of draft.attachments) {
    const { blob } = await client.mail.attachment(id, attachment.id, { quiet: true });
    const content = new File([blob], attachment.name, { type: attachment.contentType });
    files.push({ attachment, content });
  }
  return { draft, files };
}

/** A new message with the template's content, independent of the template. */
export async function draftFromTemplate({ draft, files }: Template, userId: string, blank: Draft): Promise<Draft> {
  const attachments: DraftAttachment[] = [];
  for (const { attachment, content } of files) {
    const own = { ...attachment, id: crypto.randomUUID(), remoteId: undefined };
    await putFile(userId, blank.id, own.id, content);
    attachments.push(own);
  }
  return { ...blank, ...contentOf(draft), html: draft.html + blank.html, attachments, isTouched: true };
}
