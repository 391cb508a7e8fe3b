import { z } from 'zod';

/** Graph's ids are base64url-like; nothing else may stand in a path. Well-known folder names fit too. */
const graphId = z
  .string()
  .max(1024)
  .regex(/^[\w=-]+$/, 'is not an id');

export const messageIdSchema = graphId;
export const attachmentIdSchema = graphId;
export const folderIdSchema = graphId;

export const cursorSchema = z
  .string()
  .max(8192)
  .regex(/^[\w-]+$/, 'is not a cursor');
