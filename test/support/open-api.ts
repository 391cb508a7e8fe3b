import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface ResponseObject {
  readonly description: string;
  readonly content?: Readonly<Record<string, unknown>>;
}
interface OperationObject {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, ResponseObject>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
}

export interface SeenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const file = join(import.meta.dirname, '../../docs/openapi.json');

/** docs/openapi.json, which is checked against the service's requests and responses. */
export class ApiDocument {
  readonly #document = JSON.parse(readFileSync(file, 'utf8')) as Document;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  constructor() {
    this.#ajv.addSchema(this.#document, 'api');
  }

  operationIds(pathPrefix: string): string[] {
    return Object.entries(this.#document.paths)
      .filter(([path]) => path.startsWith(pathPrefix))
      .flatMap(([, methods]) => Object.values(methods).map(({ operationId }) => operationId));
  }

  /** The failures of an operation. */
  failuresOf(operationId: string): number[] {
    return Object.keys(this.#find(operationId).operation.responses)
      .map(Number)
      .filter((status) => status >= 400);
  }

  /** The differences between the response and the document; an empty list: none. */
  complaints(operationId: string, { status, headers, text }: SeenAnswer): string[] {
    const { pointer, operation } = this.#find(operationId);
    const response = operation.responses[String(status)];
    if (response === undefined) {
      return [`${operationId} does not document ${status}: ${text}`];
    }
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    if (response.content === undefined) {
      return text === '' ? [] : [`${operationId} documents no body for ${status}, and answers ${text}`];
    }
    const documented = Object.keys(response.content).find((candidate) => isWithin(type, candidate));
    if (documented === undefined) {
      return [`${operationId} does not document ${type} for ${status}`];
    }
    if (!documented.endsWith('json')) {
      return [];
    }
    const validate = this.#validator(`${pointer}/responses/${status}/content/${escaped(documented)}/schema`);
    const value: unknown = JSON.parse(text);
    if (!validate(value)) {
      return [`${operationId} ${status}: ${this.#ajv.errorsText(validate.errors)}`];
    }
    return status < 400 || response.description.includes(`\`${(value as { code: string }).code}\``)
      ? []
      : [`${operationId} does not document ${(value as { code: string }).code}`];
  }

  /** The faults of a JSON body that a test is about to send. */
  bodyComplaints(operationId: string, body: object): string[] {
    const { pointer, operation } = this.#find(operationId);
    if (operation.requestBody === undefined) {
      return [`${operationId} documents no body`];
    }
    const validate = this.#validator(`${pointer}/requestBody/content/${escaped('application/json')}/schema`);
    return validate(body) ? [] : [`${operationId}: ${this.#ajv.errorsText(validate.errors)}`];
  }

  #find(operationId: string): { pointer: string; operation: OperationObject } {
    for (const [path, methods] of Object.entries(this.#document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.operationId === operationId) {
          return { pointer: `/paths/${escaped(path)}/${method}`, operation };
        }
      }
    }
    throw new RangeError(`the document has no operation ${operationId}`);
  }

  #validator(pointer: string): ValidateFunction {
    const validate = this.#ajv.getSchema(`api#${pointer}`);
    if (validate === undefined) {
      throw new RangeError(`the document has nothing at ${pointer}`);
    }
    return validate as ValidateFunction;
  }
}

/** A member's name inside of a JSON pointer that is a URI fragment. */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function isWithin(type: string, range: string): boolean {
  return range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
}
