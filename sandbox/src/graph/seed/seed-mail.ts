import type { Address, MailBody, MailContent, StoredAttachment } from '../mailbox/mail-item.js';
import { ByteContent } from '../byte-content.js';
import type { Random } from './random.js';

export interface SeedContext {
  readonly owner: Address;
  readonly colleagues: readonly Address[];
  readonly random: Random;
  readonly now: number;
}

/** One message of the seed. Omitted members are filled in when the mailbox is created. */
export interface SeedMail {
  /** A well-known name, or a path of own folders such as `Projects/Aurora`. */
  readonly folder: string;
  readonly ageMinutes: number;
  readonly from: Address;
  readonly subject: string;
  readonly body: MailBody;
  readonly more?: Partial<MailContent>;
}

export const HOUR = 60;
export const DAY = 24 * HOUR;

export function html(content: string, head = ''): MailBody {
  return {
    contentType: 'html',
    content: `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">${head}</head><body>${content}</body></html>`,
  };
}

export function text(content: string): MailBody {
  return { contentType: 'text', content };
}

export function paragraphs(...lines: readonly string[]): string {
  return lines.map((line) => `<p>${line}</p>`).join('');
}

export function file(
  name: string,
  contentType: string,
  bytes: Buffer | string,
  inline?: { readonly contentId: string },
): StoredAttachment {
  return {
    key: name,
    name,
    contentType,
    isInline: inline !== undefined,
    contentId: inline?.contentId ?? null,
    content: ByteContent.of(bytes),
    modifiedAt: 0,
  };
}
