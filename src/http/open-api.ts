import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import * as swagger from '@nestjs/swagger';

import { applyDescriptions, type RoutePolicy } from '../common/index.js';
import { noBody } from './route.decorator.js';
import type { RouteTable } from './route-table.js';

type OpenAPIObject = swagger.OpenAPIObject;

interface Operation {
  readonly responses?: Record<string, { content?: Record<string, unknown> }>;
}

const description = 'Mail of the signed-in user. The browser holds a session cookie and never a token.';

/** The document that the typed client is generated from. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new swagger.DocumentBuilder()
    .setTitle('Entra mail BFF')
    .setDescription(description)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/')
    .addSecurity('session', { type: 'apiKey', in: 'cookie', name: '__Host-Http-session' })
    .addSecurityRequirements('session')
    .addGlobalParameters({ name: 'X-CSRF', in: 'header', required: true, schema: { type: 'string', enum: ['1'] } });
  applyDescriptions(swagger);
  return withProblemType(swagger.SwaggerModule.createDocument(app, builder.build()));
}

/** Failures are `application/problem+json`; the decorators support one media type for all responses. */
function withProblemType(document: OpenAPIObject): OpenAPIObject {
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path) as Operation[])) {
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      const { 'application/json': json, ...others } = response.content ?? {};
      if (Number(status) >= 400 && json !== undefined) {
        response.content = { ...others, 'application/problem+json': json };
      }
    }
  }
  return document;
}

/** The pages are read by navigation and contain nothing of a user. */
const policy: RoutePolicy = {
  access: 'public',
  csrf: false,
  body: noBody,
  extendsIdle: false,
  budget: 'none',
  inFlight: undefined,
  isShed: false,
  answer: 'reference',
  permissions: [],
  isConditional: false,
  isForAnyHost: false,
  isFallBack: false,
};

/** `/api/docs` and `/api/docs-json`, in development only. */
export async function serveOpenApi(app: NestFastifyApplication, routes: RouteTable): Promise<void> {
  await routes.declareAll(policy, async () => {
    swagger.SwaggerModule.setup('api/docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'api/docs-json' });
    // Its files are a plugin that registers its routes only now.
    await app.getHttpAdapter().getInstance().after();
  });
}
