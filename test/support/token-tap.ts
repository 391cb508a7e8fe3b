/** Listens to what the token endpoint answers to this process, so that a test knows every secret of a story. */
export class TokenTap {
  readonly secrets = new Set<string>();
  readonly #original = globalThis.fetch;

  constructor(private readonly authorityHost: string) {
    globalThis.fetch = async (input, init) => {
      const response = await this.#original(input, init);
      if (urlOf(input).startsWith(this.authorityHost) && init?.method === 'POST') {
        const answer: unknown = await response
          .clone()
          .json()
          .catch(() => undefined);
        this.#learn({ ...(answer as object | undefined) });
      }
      return response;
    };
  }

  close(): void {
    globalThis.fetch = this.#original;
  }

  #learn(answer: Record<string, unknown>): void {
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const value = answer[name];
      if (typeof value === 'string') {
        this.secrets.add(value);
      }
    }
  }
}

function urlOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : String(input);
}

const windowLength = 24;

/**
 * Labels of the secrets of which `text` shows a part. A secret is looked for in pieces of 24 characters, so that one that
 * was cut or quoted is found too.
 */
export function leaksIn(text: string, secrets: ReadonlyMap<string, string>): string[] {
  return [...secrets]
    .filter(([, secret]) => piecesOf(secret).some((piece) => text.includes(piece)))
    .map(([label]) => label);
}

/** Of a JWT the signature: the rest alone opens nothing, and encoded claims can look like other encoded values. */
function piecesOf(secret: string): string[] {
  const own = secret.slice(secret.lastIndexOf('.') + 1);
  const starts = Array.from({ length: Math.floor(own.length / windowLength) }, (_, each) => each * windowLength);
  return starts.length === 0 ? [own] : starts.map((start) => own.slice(start, start + windowLength));
}
