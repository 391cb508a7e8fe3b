import { z } from 'zod';

/**
 * Ids are Graph's and opaque: mostly base64url, but also with `/`, `+`, `%`, a backslash or a number sign. Refused are
 * only ids that could not be one segment of a path if a proxy decoded them: dots that climb, and control characters.
 * Well-known folder names fit too.
 */
const graphId = z
  .string()
  .max(2048)
  .regex(/^(?!(?:.*[/\\])?\.{1,2}(?:[/\\]|$))\P{C}+$/u, 'is not an id');

export const messageIdSchema = graphId;
export const attachmentIdSchema = graphId;
export const folderIdSchema = graphId;
/** A value in a filter and not a part of a path. */
export const conversationIdSchema = graphId;

/** Its content is checked when it is opened: an invalid one is `invalid_cursor`. */
export const cursorSchema = z.string().min(1).max(16_384);
