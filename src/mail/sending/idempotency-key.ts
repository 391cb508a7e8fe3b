import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { describe, Problem } from '../../common/index.js';

const visible = /^[!-~]{1,255}$/;

/** The `Idempotency-Key` header, when there is one. */
export const IdempotencyKey = createParamDecorator((_: undefined, context: ExecutionContext): string | undefined => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (key === undefined || (typeof key === 'string' && visible.test(key))) {
    return key;
  }
  throw Problem.invalidRequest([{ path: ['Idempotency-Key'], message: 'must be 1 to 255 visible characters' }]);
});

export function ApiIdempotencyKey(): MethodDecorator {
  return describe(({ ApiHeader }) => [
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'A request with the same key and content is carried out once within 24 hours, and gets the same response.',
      schema: { type: 'string', maxLength: 255 },
    }),
  ]);
}
