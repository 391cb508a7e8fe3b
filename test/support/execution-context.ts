import type { ExecutionContext } from '@nestjs/common';

/** The context that Nest passes to a guard or a parameter decorator for that request. */
export function executionContextOf(
  request: object,
  route: { readonly type?: object; readonly handler?: object } = {},
): ExecutionContext {
  return {
    getClass: () => route.type,
    getHandler: () => route.handler,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
}
