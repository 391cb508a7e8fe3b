import formbody from '@fastify/formbody';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxControl } from '../sandbox-control.js';
import { COMMANDS } from './commands.js';
import { controlPage } from './control-page.js';
import { Input, InputError, isJsonObject } from './input.js';
import { isFromOurselves } from './same-site.js';

type Query = Readonly<Record<string, string | undefined>>;
type Reader = (control: SandboxControl, query: Query) => unknown;

const READERS: Readonly<Record<string, Reader>> = {
  requests: (control, { point, method, path, grantType }) =>
    control.requests({
      ...(point === undefined ? {} : { point }),
      ...(method === undefined ? {} : { method }),
      ...(path === undefined ? {} : { path }),
      ...(grantType === undefined ? {} : { grantType }),
    }),
  counters: (control) => control.counters(),
  faults: (control) => control.faults(),
  gates: (control) => control.gates(),
  users: (control) => control.users.map(({ password: _password, ...user }) => user),
  tenants: (control) => control.tenants,
  registration: (control) => control.registration,
  registrations: (control) => control.registrations,
  groups: (control) => control.groups,
  consents: (control, { user, tenant, clientId }) => control.consents(user ?? '', tenant, clientId),
  now: (control) => ({ now: control.now() }),
  'graph-requests': (control) => control.graph.requestCounts(),
  messages: (control, { user, folder }) => control.graph.messages(control.requireUser(user ?? '').oid, folder),
};

/** `/_sandbox`: a page with every switch; `/_sandbox/control/*`: the same as JSON. */
export function controlRoutes(control: SandboxControl, pagesOrigin: () => string): FastifyPluginAsync {
  return async (app) => {
    await app.register(formbody);
    app.addHook('onRequest', async (request, reply) => {
      if (request.method === 'GET' && request.url.split('?')[0] === '/_sandbox') {
        return;
      }
      if (isFromOurselves(request, pagesOrigin())) {
        return;
      }
      await reply.code(403).send({
        error: 'refused',
        message: 'Only the page /_sandbox, and programs that send the header X-Sandbox: 1, may use the control API.',
      });
    });
    app.setErrorHandler((error, _request, reply) => {
      if (error instanceof InputError || error instanceof RangeError) {
        void reply.code(400).send({ error: 'invalid', message: error.message });
        return;
      }
      throw error;
    });
    app.get('/_sandbox', (request, reply) => show(control, request, reply));
    app.post<{ Params: { name: string } }>('/_sandbox/press/:name', async (request, reply) => {
      const note = await press(control, request.params.name, new Input(isJsonObject(request.body) ? request.body : {}));
      return reply.redirect(`/_sandbox?${new URLSearchParams(note).toString()}`, 303);
    });
    app.post<{ Params: { name: string } }>('/_sandbox/control/:name', async (request, reply) => {
      const command = COMMANDS.find(({ name }) => name === request.params.name);
      if (command === undefined) {
        return reply.code(404).send({ error: 'not_found' });
      }
      const body = request.body ?? {};
      if (!isJsonObject(body)) {
        throw new InputError('The body has to be a JSON object.');
      }
      return reply.send((await command.run(control, new Input(body))) ?? {});
    });
    app.get<{ Params: { name: string }; Querystring: Query }>('/_sandbox/control/:name', (request, reply) => {
      const reader = READERS[request.params.name];
      return reader === undefined
        ? reply.code(404).send({ error: 'not_found' })
        : reply.send(reader(control, request.query));
    });
    app.get<{ Params: { name: string }; Querystring: Query }>(
      '/_sandbox/control/gates/:name/waiting',
      async (request, reply) => {
        await control.gate(request.params.name).waiting(Number(request.query['count'] ?? '1'));
        return reply.send({ waiting: control.gate(request.params.name).count });
      },
    );
  };
}

async function press(
  control: SandboxControl,
  name: string,
  input: Input,
): Promise<{ done: string } | { failed: string }> {
  const command = COMMANDS.find((candidate) => candidate.name === name && candidate.isJsonOnly !== true);
  if (command === undefined) {
    return { failed: `There is no switch ${name}.` };
  }
  try {
    await command.run(control, input);
    return { done: command.title };
  } catch (error) {
    if (error instanceof InputError || error instanceof RangeError) {
      return { failed: error.message };
    }
    throw error;
  }
}

function show(control: SandboxControl, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const note = new URLSearchParams(request.url.split('?')[1] ?? '');
  const answer = controlPage(control, { done: note.get('done'), failed: note.get('failed') });
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}
