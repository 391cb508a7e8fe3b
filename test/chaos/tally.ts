/** The observations of the users and the monkey, for the table of docs/operations.md. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    this.#counts.set(name, this.of(name) + by);
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}

export type Row = readonly [what: string, value: number | string, mustBe?: string];

export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(([what, value, mustBe = '']) => `| ${what} | ${value} | ${mustBe} |`);
  return ['| what | counted | must be |', '| --- | --- | --- |', ...lines].join('\n');
}
