/** A request to which the test responds. */
interface Asked<Answer> {
  readonly query: Record<string, unknown>;
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** Pending requests, in their order. */
export class Requests<Answer> {
  readonly asked: Asked<Answer>[] = [];

  ask = (query: Record<string, unknown>): Promise<Answer> =>
    new Promise((answer, fail) => {
      this.asked.push({ query, answer, fail });
    });
}
