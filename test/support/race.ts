/** How often each forced race is run: `RACE_ROUNDS=100 npm test -- -t "three replicas"` runs it a hundred times. */
const rounds = Number(process.env['RACE_ROUNDS'] ?? '1');

/** A test that must come out alike however often it is run; `start` makes the same beginning for each round. */
export function racesOf(start: () => Promise<void>) {
  return (name: string, race: () => Promise<void>, secondsEach = 10): void => {
    it(
      name,
      async () => {
        for (let round = 0; round < rounds; round++) {
          await start();
          await race();
        }
      },
      secondsEach * 1000 * rounds,
    );
  };
}
