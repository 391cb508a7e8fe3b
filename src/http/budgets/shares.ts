import { Problem } from '../../common/index.js';
import { retryAfterSeconds } from './figures.js';

/** One of the holders that pay for something: `most` is what they may hold at the same time. */
export interface Holder {
  readonly name: string;
  readonly kind: 'network' | 'user' | 'process';
  readonly most: number;
}

/** The reason of a refused request: it is the holder's own doing, or the process is overloaded. */
export function overBudget({ kind }: Holder): Problem {
  return new Problem(kind === 'process' ? 'overloaded' : 'throttled', { retryAfterSeconds });
}

/** The taken shares, or the holder that has too much already. */
export type Acquired = { readonly release: () => void } | { readonly exhausted: Holder };

/** Counts what holders hold at the moment: all of them pay, or none. A holder of nothing costs nothing. */
export class Shares {
  readonly #held = new Map<string, number>();

  /** `release` returns the shares, once, however often it is called. */
  tryAcquire(holders: readonly Holder[], amount: number): Acquired {
    const exhausted = holders.find(({ name, most }) => this.heldBy(name) + amount > most);
    if (exhausted !== undefined) {
      return { exhausted };
    }
    this.#add(holders, amount);
    let isHeld = true;
    return {
      release: () => {
        if (isHeld) {
          isHeld = false;
          this.#add(holders, -amount);
        }
      },
    };
  }

  heldBy(name: string): number {
    return this.#held.get(name) ?? 0;
  }

  get size(): number {
    return this.#held.size;
  }

  #add(holders: readonly Holder[], amount: number): void {
    for (const { name } of holders) {
      const held = this.heldBy(name) + amount;
      if (held === 0) {
        this.#held.delete(name);
      } else {
        this.#held.set(name, held);
      }
    }
  }
}
