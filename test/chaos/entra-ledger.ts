import type { Sandbox } from '../../sandbox/src/index.js';

/**
 * The requests at the local Entra and Graph, and every secret in them. A refresh token that is presented for the first
 * time is a renewal; one that is presented again was sent by a replica that never stored the response.
 */
export class EntraLedger {
  readonly secrets = new Map<string, string>();
  readonly #presented = new Set<string>();
  #refreshes = 0;

  constructor(private readonly control: Sandbox['control']) {}

  /** The sandbox stores the last thousands of requests only. */
  collect(): void {
    this.control.requests().forEach(({ form, headers, point }) => {
      const { refresh_token: refreshToken, code } = form ?? {};
      if (point === 'token' && refreshToken !== undefined) {
        this.#refreshes += 1;
        this.#presented.add(refreshToken);
      }
      this.#learn('refresh token', refreshToken);
      this.#learn('code', code);
      this.#learn('access token', headers['authorization']);
    });
    this.control.clearRequests();
  }

  get refreshes(): number {
    this.collect();
    return this.#refreshes;
  }

  get renewals(): number {
    this.collect();
    return this.#presented.size;
  }

  #learn(kind: string, secret: string | undefined): void {
    if (secret !== undefined) {
      this.secrets.set(`${kind} ${secret.slice(-12)}`, secret);
    }
  }
}
