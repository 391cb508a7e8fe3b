/** The request is invalid; the message says why. */
export class InputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InputError';
  }
}

export type Json = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads and checks the members of a command, one by one. The values of forms are text. */
export class Input {
  constructor(private readonly values: Json) {}

  get all(): Json {
    return this.values;
  }

  optionalText(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') {
      return undefined;
    }
    if (typeof value !== 'string') {
      throw new InputError(`${name} has to be a string.`);
    }
    return value;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) {
      throw new InputError(`${name} is missing.`);
    }
    return value;
  }

  choice<const Choices extends readonly string[]>(
    name: string,
    choices: Choices,
    otherwise: Choices[number],
  ): Choices[number] {
    const value = this.optionalText(name) ?? otherwise;
    const found: Choices[number] | undefined = choices.find((choice) => choice === value);
    if (found === undefined) {
      throw new InputError(`${name} has to be one of ${choices.join(', ')}.`);
    }
    return found;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') {
      return undefined;
    }
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) {
      throw new InputError(`${name} has to be a number.`);
    }
    return number;
  }

  number(name: string): number {
    const value = this.optionalNumber(name);
    if (value === undefined) {
      throw new InputError(`${name} is missing.`);
    }
    return value;
  }

  /** A form omits an unticked box. */
  flag(name: string): boolean {
    const value = this.values[name];
    return value === true || value === 'true' || value === 'on';
  }

  /** An array, or words separated by spaces. */
  optionalWords(name: string): readonly string[] | undefined {
    const value = this.values[name];
    if (Array.isArray(value) && value.every((word) => typeof word === 'string')) {
      return value;
    }
    const words = this.optionalText(name)
      ?.split(/[\s,]+/)
      .filter((word) => word !== '');
    return words === undefined || words.length === 0 ? undefined : words;
  }

  words(name: string): readonly string[] {
    const words = this.optionalWords(name);
    if (words === undefined) {
      throw new InputError(`${name} is missing.`);
    }
    return words;
  }
}
