/** The duration of a run; without the variable there is no such project of Jest. */
export const seconds = Number(process.env['ENDURANCE_SECONDS']);
export const proofSeconds = 5;
/** Access tokens expire often enough that both kinds of refresh overlap. */
export const accessTokenSeconds = 240;
/** For a run, with its setup and teardown. */
export const longestMs = (seconds + 600) * 1000;
const reportEverySeconds = 60;

export function isOver(since: number): boolean {
  return performance.now() - since > seconds * 1000;
}

/** The observations of one user. */
export class Diary {
  requests = 0;
  proofs = 0;
  /** The errors that the user would have seen. */
  readonly errors: string[] = [];
  /** Requests that were refused for lack of a proof, and that the page repeats by itself. */
  readonly refused: string[] = [];

  constructor(readonly name: string) {}

  note(what: string, status: number): void {
    this.requests++;
    if (status !== 200) {
      this.error(`${what}: ${status}`);
    }
  }

  error(what: string): void {
    this.errors.push(`${new Date().toISOString()} ${what}`);
  }
}

/** Reports the progress every minute, and all observations at the end. */
export async function reporting(diaries: readonly Diary[], work: () => Promise<unknown>): Promise<void> {
  const say = (): void => {
    const line = diaries.map(({ name, requests, proofs, errors }) => `${name} ${requests}/${proofs}/${errors.length}`);
    process.stderr.write(`${new Date().toISOString()} actions/proofs/errors: ${line.join(', ')}\n`);
  };
  const timer = setInterval(say, reportEverySeconds * 1000);
  try {
    await work();
  } finally {
    clearInterval(timer);
    process.stderr.write(`${JSON.stringify(diaries, null, 2)}\n`);
  }
}

export function expectUntroubled(diaries: readonly Diary[]): void {
  const [fewest = 0] = diaries.map(({ proofs }) => proofs).sort((a, b) => a - b);
  expect(diaries.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`))).toEqual([]);
  for (const { refused, proofs } of diaries) {
    // A proof that expires before the request arrives; with a load of 12 to 20 on two cores that were 1.4 in a hundred.
    expect(refused.length).toBeLessThan(Math.max(2, proofs / 20));
  }
  expect(fewest).toBeGreaterThan(seconds / proofSeconds / 2);
}
