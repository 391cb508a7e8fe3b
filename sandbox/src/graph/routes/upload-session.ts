import type { GraphAnswer, GraphCall } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { requireMessage } from '../lookup.js';
import type { UploadSession } from '../upload-sessions.js';
import { asBoolean, asChoice, asNumber, asObject, asString, parameter, parseJsonObject } from '../shape/json-input.js';

/** Like Outlook's own, it is on another origin than Graph and has its token in the query. */
function uploadUrlOf({ caller, graphState }: GraphCall, messageId: string, { id, token }: UploadSession): string {
  const owner = `${caller.user.oid}@${caller.user.tid}`;
  const encoded = encodeURIComponent(messageId);
  return `${graphState.uploadRoot}/users('${owner}')/messages('${encoded}')/AttachmentSessions('${id}')?authtoken=${token}`;
}

export function createUploadSession(call: GraphCall): GraphAnswer {
  const message = requireMessage(call);
  const given = parameter(parseJsonObject(call.body), 'AttachmentItem');
  if (given === undefined) {
    throw new GraphError(400, 'ErrorInvalidRequest', "The required parameter 'AttachmentItem' is missing.");
  }
  const item = asObject(given);
  asChoice(item['attachmentType'], ['file'], 'microsoft.graph.attachmentType');
  const contentType = item['contentType'];
  const contentId = item['contentId'];
  const session = call.graphState.uploads.open(call.mailbox, message, {
    name: asString(item['name']),
    size: asNumber(item['size']),
    contentType: typeof contentType === 'string' ? contentType : 'application/octet-stream',
    isInline: item['isInline'] === undefined ? false : asBoolean(item['isInline']),
    contentId: typeof contentId === 'string' ? contentId : null,
  });
  return {
    status: 201,
    body: {
      '@odata.context': `${call.root}/$metadata#microsoft.graph.uploadSession`,
      uploadUrl: uploadUrlOf(call, message.id, session),
      expirationDateTime: new Date(session.expiresAt).toISOString(),
      nextExpectedRanges: ['0-'],
    },
  };
}
