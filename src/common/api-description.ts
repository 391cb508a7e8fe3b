import { applyDecorators } from '@nestjs/common';
import type { z } from 'zod';

/**
 * The decorators of @nestjs/swagger, deferred until the document is requested. Loading the library takes a tenth of the
 * start, and production never requests the document. Only `open-api.ts` loads it.
 */
const notes: ((swagger: DescriptionDecorators) => void)[] = [];

/**
 * The types of that library that are used here, declared anew. The types of this package must not require it, since an
 * application that installs the service as a library creates no document.
 */
export interface DescriptionDecorators {
  readonly ApiTags: (...tags: string[]) => ClassDecorator;
  readonly ApiExcludeController: () => ClassDecorator;
  readonly ApiExcludeEndpoint: () => MethodDecorator;
  readonly ApiHeader: (header: {
    name: string;
    description: string;
    required: boolean;
    schema: object;
  }) => MethodDecorator;
  readonly ApiConsumes: (...mediaTypes: string[]) => MethodDecorator;
  readonly ApiBody: (body: { required: boolean; schema: object }) => MethodDecorator;
  readonly ApiOperation: (operation: { operationId: string; summary: string }) => MethodDecorator;
  readonly ApiResponse: (response: ResponseDescription) => MethodDecorator;
}

export interface ResponseDescription {
  readonly status: number;
  readonly description: string;
  readonly content?: Record<string, object>;
  /** A schema of the Standard Schema specification. */
  readonly standardSchema?: z.ZodType;
}

/** Applies what has been described so far. */
export function applyDescriptions(swagger: DescriptionDecorators): void {
  for (const apply of notes.splice(0)) {
    apply(swagger);
  }
}

/** Decorators of @nestjs/swagger on the same class or method, later. */
export function describe(
  decoratorsOf: (swagger: DescriptionDecorators) => readonly (ClassDecorator | MethodDecorator)[],
): ClassDecorator & MethodDecorator {
  return (...decorated: readonly unknown[]) => {
    notes.push((swagger) => {
      Reflect.apply(applyDecorators(...decoratorsOf(swagger)), undefined, decorated);
    });
  };
}

export function ApiTags(tag: string): ClassDecorator {
  return describe(({ ApiTags: tags }) => [tags(tag)]);
}

/** For routes that no program calls: navigations, and the calls of the platform. */
export function ApiExcludeController(): ClassDecorator {
  return describe(({ ApiExcludeController: exclude }) => [exclude()]);
}
