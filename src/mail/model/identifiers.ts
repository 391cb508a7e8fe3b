import { z } from 'zod';

/**
 * Ids are Graph's and opaque: mostly base64url, but also with `/`, `+`, `%`, a backslash or a number sign. Only what could
 * not be one segment of a path, should somebody on the way decode it, is refused: dots that climb, and characters that nobody
 * can write. Well-known folder names
 * fit too.
 */
const graphId = z
  .string()
  .max(2048)
  .regex(/^(?!(?:.*[/\\])?\.{1,2}(?:[/\\]|$))\P{C}+$/u, 'is not an id');

export const messageIdSchema = graphId;
export const attachmentIdSchema = graphId;
export const folderIdSchema = graphId;
/** A value in a filter and no part of a path. */
export const conversationIdSchema = graphId;

/** What it holds is looked at when it is opened: whatever is none is `invalid_cursor`. */
export const cursorSchema = z.string().min(1).max(16_384);
