import { getGlobalDispatcher, setGlobalDispatcher, type Dispatcher } from 'undici';

/** Listens to what the token endpoint answers to this process, so that a test knows every secret of a story. */
export class TokenTap {
  readonly secrets = new Set<string>();
  readonly #original = getGlobalDispatcher();

  constructor(authorityHost: string) {
    const tapped = this.#original.compose((dispatch) => (options, handler) => {
      const isTapped = options.method === 'POST' && String(options.origin) === new URL(authorityHost).origin;
      return dispatch(options, isTapped ? this.#listening(handler) : handler);
    });
    setGlobalDispatcher(tapped);
  }

  close(): void {
    setGlobalDispatcher(this.#original);
  }

  #listening(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    const chunks: Buffer[] = [];
    return {
      onRequestStart: (...given) => handler.onRequestStart?.(...given),
      onResponseStart: (...given) => handler.onResponseStart?.(...given),
      onResponseData: (controller, chunk) => {
        chunks.push(chunk);
        handler.onResponseData?.(controller, chunk);
      },
      onResponseEnd: (...given) => {
        this.#learn(Buffer.concat(chunks).toString());
        handler.onResponseEnd?.(...given);
      },
      onResponseError: (...given) => handler.onResponseError?.(...given),
    };
  }

  #learn(text: string): void {
    const answer = JSON.parse(text) as Record<string, unknown>;
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const value = answer[name];
      if (typeof value === 'string') {
        this.secrets.add(value);
      }
    }
  }
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
