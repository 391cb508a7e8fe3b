import { z } from 'zod';

/**
 * Graph's ids are opaque: any characters, encoded into one segment of a path. Only what no encoding keeps apart from a
 * path is refused. Well-known folder names fit too.
 */
const graphId = z
  .string()
  .max(2048)
  .regex(/^(?!\.{1,2}$)[^\p{C}]+$/u, 'is not an id');

export const messageIdSchema = graphId;
export const attachmentIdSchema = graphId;
export const folderIdSchema = graphId;
/** A value in a filter and no part of a path: base64 of any alphabet, which can hold no quote. */
export const conversationIdSchema = z
  .string()
  .max(1024)
  .regex(/^[\w=+/-]+$/, 'is not an id');

/** What it holds is looked at when it is opened: whatever is none is `invalid_cursor`. */
export const cursorSchema = z.string().min(1).max(8192);
