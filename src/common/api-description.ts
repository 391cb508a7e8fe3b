import { applyDecorators } from '@nestjs/common';
import type * as Swagger from '@nestjs/swagger';

/**
 * The decorators of @nestjs/swagger, kept until somebody wants the document: loading the library takes a tenth of the start,
 * and production never asks. `open-api.ts` is the only one that loads it.
 */
const notes: ((swagger: typeof Swagger) => void)[] = [];

/** Applies what has been described so far. */
export function applyDescriptions(swagger: typeof Swagger): void {
  for (const apply of notes.splice(0)) {
    apply(swagger);
  }
}

/** Decorators of @nestjs/swagger on the same class or method, later. */
export function describe(
  decoratorsOf: (swagger: typeof Swagger) => readonly (ClassDecorator | MethodDecorator)[],
): ClassDecorator & MethodDecorator {
  return (...decorated: readonly unknown[]) => {
    notes.push((swagger) => {
      Reflect.apply(applyDecorators(...decoratorsOf(swagger)), undefined, decorated);
    });
  };
}

export const ApiTags = (tag: string): ClassDecorator => describe(({ ApiTags: tags }) => [tags(tag)]);

/** For what no program calls: navigation, and what the platform asks. */
export const ApiExcludeController = (): ClassDecorator => describe(({ ApiExcludeController: exclude }) => [exclude()]);
