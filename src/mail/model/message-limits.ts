/** The JSON of a whole message with its small attachments. */
export const largestMessageBytes = 6 * 1_048_576;
