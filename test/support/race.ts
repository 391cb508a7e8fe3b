/** How often each forced race is run: `RACE_ROUNDS` times, by default once (`npm run races`: a hundred times). */
const rounds = Number(process.env['RACE_ROUNDS'] ?? '1');

/** A test that must have the same result however often it is run; `start` creates the same state for each round. */
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

/**
 * For races that wait for real time to pass: one user is one race, and all users run side by side. `secondsEach` is for
 * all of them together.
 */
export function racesSideBySide(users: () => readonly string[], start: () => Promise<void>) {
  return (name: string, race: (racers: readonly string[]) => Promise<void>, secondsEach: number): void => {
    it(
      name,
      async () => {
        for (let left = rounds; left > 0; left -= users().length) {
          await start();
          await race(users().slice(0, left));
        }
      },
      secondsEach * 1000 * Math.ceil(rounds / 5),
    );
  };
}
