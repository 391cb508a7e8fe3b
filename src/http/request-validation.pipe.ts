import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';

import { Problem, type SchemaIssue } from '../common/index.js';

type Schema = NonNullable<ArgumentMetadata['schema']>;
type Result = Awaited<ReturnType<Schema['~standard']['validate']>>;

/**
 * Validates every argument of a route against its schema. An issue is reported by the argument's name, also for a
 * single value.
 */
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  /**
   * Nest passes every argument here, also the session of each request, which has no schema. Values that exist already
   * are returned without a promise; Nest awaits either.
   */
  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    return this.#checked(value, metadata) as Promise<T>;
  }

  #checked(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema } = metadata;
    if (schema === undefined || !this.toValidate(metadata)) {
      return value;
    }
    this.stripProtoKeys(value);
    const result = this.validate(value, schema, this.validateOptions);
    return result instanceof Promise ? result.then((settled) => valueOf(settled, metadata)) : valueOf(result, metadata);
  }
}

function valueOf(result: Result, metadata: ArgumentMetadata): unknown {
  if (result.issues !== undefined) {
    throw problemOf(result.issues, metadata);
  }
  return result.value;
}

function problemOf(issues: readonly SchemaIssue[], { data }: ArgumentMetadata): Problem {
  const name = data === undefined ? [] : [data];
  return Problem.invalidRequest(issues.map(({ path = [], message }) => ({ path: [...name, ...path], message })));
}
