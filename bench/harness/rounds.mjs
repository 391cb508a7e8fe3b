const roundCount = Number(process.env.BENCH_ROUNDS ?? 9);
const milliseconds = Number(process.env.BENCH_MILLISECONDS ?? 1_000);
const warmUpMs = Number(process.env.BENCH_WARM_UP_MILLISECONDS ?? 2_500);

/**
 * Short runs, one target after the other, in an order that turns: what else the machine does falls on all of them. The
 * targets are warm before the first round counts.
 */
export async function interleave(stage, names, loadOf, targetOf = (name) => stage.targets[name]) {
  for (const name of names) {
    await stage.measure(targetOf(name), { ...loadOf(name), milliseconds: warmUpMs });
  }
  const rounds = [];
  for (let round = 0; round < roundCount; round++) {
    const measured = {};
    for (let place = 0; place < names.length; place++) {
      const name = names[(round + place) % names.length];
      measured[name] = await stage.measure(targetOf(name), { ...loadOf(name), milliseconds });
    }
    rounds.push(measured);
  }
  return rounds;
}
