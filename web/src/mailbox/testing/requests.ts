/** A request of which the test decides when it's answered. */
interface Asked<Answer> {
  readonly query: Record<string, unknown>;
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** Requests that wait, in the order in which they were asked. */
export class Requests<Answer> {
  readonly asked: Asked<Answer>[] = [];

  ask = (query: Record<string, unknown>): Promise<Answer> =>
    new Promise((answer, fail) => {
      this.asked.push({ query, answer, fail });
    });
}
