import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';

import { Problem, type SchemaIssue } from './problem.js';

class InvalidArgument extends Error {
  constructor(readonly issues: readonly SchemaIssue[]) {
    super('an argument does not fit its schema');
  }
}

/** Holds every argument of a route against its schema; what is wrong is told by its name, also when it is a single value. */
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new InvalidArgument(issues) });
  }

  /** Nest brings every argument here, also the session of each request, which has no schema. */
  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    return metadata.schema === undefined ? Promise.resolve(value) : this.#validated(value, metadata);
  }

  async #validated<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof InvalidArgument)) {
        throw error;
      }
      const name = metadata.data === undefined ? [] : [metadata.data];
      throw Problem.invalidRequest(
        error.issues.map(({ path = [], message }) => ({ path: [...name, ...path], message })),
      );
    }
  }
}
