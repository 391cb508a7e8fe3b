import { GraphError } from '../graph-error.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(): GraphError {
  return new GraphError(
    400,
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}

export function parseJsonObject(body: Buffer | undefined): JsonObject {
  if (body === undefined || body.length === 0) {
    return {};
  }
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw unreadable();
  }
  if (!isObject(value)) {
    throw unreadable();
  }
  return value;
}

function wrongType(type: string): GraphError {
  return new GraphError(
    400,
    'RequestBodyRead',
    `Cannot convert a value to the expected type '${type}'. See the inner exception for more details.`,
  );
}

export function asString(value: unknown): string {
  if (typeof value !== 'string') {
    throw wrongType('Edm.String');
  }
  return value;
}

export function asBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') {
    throw wrongType('Edm.Boolean');
  }
  return value;
}

export function asNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw wrongType('Edm.Int64');
  }
  return value;
}

export function asObject(value: unknown): JsonObject {
  if (!isObject(value)) {
    throw wrongType('microsoft.graph.complexType');
  }
  return value;
}

export function asArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw wrongType('Collection');
  }
  return value;
}

export function asChoice<T extends string>(value: unknown, choices: readonly T[], type: string): T {
  const text = asString(value).toLowerCase();
  const found = choices.find((choice) => choice.toLowerCase() === text);
  if (found === undefined) {
    throw new GraphError(400, 'RequestBodyRead', `Requested value '${asString(value)}' was not found in '${type}'.`);
  }
  return found;
}

export function asBytes(value: unknown): Buffer {
  const text = asString(value);
  if (!/^[A-Za-z0-9+/\r\n_-]*={0,2}\s*$/.test(text)) {
    throw wrongType('Edm.Binary');
  }
  return Buffer.from(text, 'base64');
}

/** Action parameters are matched in any case: `message` and `Message` are the same. */
export function parameter(body: JsonObject, name: string): unknown {
  return Object.entries(body).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
