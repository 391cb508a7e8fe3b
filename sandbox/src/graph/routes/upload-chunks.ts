import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { exchangeOf, openExchange, withhold } from '../exchange.js';
import { actOn, amendedAnswer, takeFault } from '../fault-actions.js';
import { asGraphError, errorEnvelope, GraphError, itemNotFound } from '../graph-error.js';
import type { GraphState } from '../graph-state.js';
import { maximumChunkBytes, parseContentRange, type UploadSession } from '../upload-sessions.js';

interface UploadAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

function stateOf(session: UploadSession): UploadAnswer {
  return {
    status: 200,
    body: {
      expirationDateTime: new Date(session.expiresAt).toISOString(),
      nextExpectedRanges: [String(session.received)],
    },
  };
}

function sessionIdOf(path: string): string {
  return /\/AttachmentSessions\('([^']+)'\)$/i.exec(decodeURIComponent(path))?.[1] ?? '';
}

function openSession(graphState: GraphState, request: FastifyRequest): UploadSession {
  if (request.headers.authorization !== undefined) {
    throw new GraphError(
      401,
      'InvalidAuthenticationToken',
      'The upload URL carries its own token; an Authorization header must not be sent.',
    );
  }
  const url = new URL(request.url, 'https://uploads.example');
  return graphState.uploads.find(sessionIdOf(url.pathname), url.searchParams.get('authtoken') ?? undefined);
}

function accept(graphState: GraphState, request: FastifyRequest): UploadAnswer {
  const session = openSession(graphState, request);
  const { mailbox, message } = session;
  if (mailbox.find(message.id) === undefined) {
    throw itemNotFound();
  }
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const result = graphState.uploads.accept(session, parseContentRange(request.headers['content-range']), bytes);
  if (result.kind === 'more') {
    return stateOf(session);
  }
  mailbox.update(message, { attachments: [...message.attachments, result.attachment] });
  const id = mailbox.attachmentId(message, result.attachment, false);
  const location = `${graphState.uploadRoot}/Users('${mailbox.oid}')/Messages('${message.id}')/Attachments('${id}')`;
  return { status: 201, headers: { location } };
}

/** Documented for OneDrive. It was never observed at an upload URL of Outlook. */
function statusOf(graphState: GraphState, request: FastifyRequest): UploadAnswer {
  if (graphState.conditions.settings.uploadStateIsTold) {
    return stateOf(openSession(graphState, request));
  }
  throw new GraphError(405, 'ErrorInvalidRequest', 'The OData request is not supported.');
}

function close(graphState: GraphState, request: FastifyRequest): UploadAnswer {
  graphState.uploads.close(openSession(graphState, request));
  return { status: 204 };
}

/** PUT accepts a range, DELETE cancels the session; neither accepts an Authorization header. */
export function serveUploads(app: FastifyInstance, graphState: GraphState): void {
  const { faults } = graphState.deps;
  const serve =
    (work: (request: FastifyRequest) => UploadAnswer) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const fault = takeFault(faults, { method: request.method, path: '/AttachmentSessions', user: '' }, app.prefix);
      const outcome = await actOn(fault?.action, { faults, authorizationUri: '' });
      if (outcome.kind === 'respond') {
        return reply.code(outcome.status).headers(outcome.headers).send(outcome.body);
      }
      if (outcome.kind !== 'go_on') {
        return withhold(reply, outcome.kind);
      }
      const { status, headers, body } = work(request);
      const { after } = outcome;
      switch (after.kind) {
        case 'reset':
          return withhold(reply, 'cut');
        case 'refuse':
          throw after.error;
        case 'respond':
          return reply.code(after.status).headers(after.headers).send(after.body);
        case 'amend': {
          const changed = amendedAnswer(after, { headers: headers ?? {}, text: JSON.stringify(body ?? {}) });
          return reply
            .code(status)
            .headers({ 'content-type': 'application/json', ...changed.headers })
            .send(changed.text);
        }
        case 'wait':
          await after.wait();
          break;
        case 'none':
        case 'defect':
      }
      return reply
        .code(status)
        .headers(headers ?? {})
        .send(body);
    };
  app.addHook('onRequest', (request, reply, done) => {
    openExchange(graphState.deps, request, reply);
    done();
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, code, message, headers } = asGraphError(error);
    return reply
      .code(status)
      .headers(headers)
      .send(errorEnvelope({ code, message }, exchangeOf(request), graphState.now()));
  });
  // Not `/users`, which is Graph's own.
  const path = '/users(*';
  app.put(
    path,
    { bodyLimit: maximumChunkBytes },
    serve((request) => accept(graphState, request)),
  );
  app.get(
    path,
    serve((request) => statusOf(graphState, request)),
  );
  app.delete(
    path,
    serve((request) => close(graphState, request)),
  );
}
