const roundCount = Number(process.env.BENCH_ROUNDS ?? 9);
const milliseconds = Number(process.env.BENCH_MILLISECONDS ?? 1_000);
const warmUpMs = Number(process.env.BENCH_WARM_UP_MILLISECONDS ?? 2_500);
const warmUpRequests = 8_000;
const longestWarmUpMs = 4 * warmUpMs;
const stretchMs = 500;

/**
 * Measures the targets in short runs, one after the other, in a rotating order. Other work of the machine then affects all of
 * them. The targets are warm before the first round counts.
 */
export async function interleave(stage, names, loadOf, targetOf = (name) => stage.targets[name]) {
  for (const name of names) {
    await warmUp(stage, targetOf(name), loadOf(name));
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

/** V8 optimises after a number of calls, not of seconds: on a busy machine a target is still slow when the time is over. */
async function warmUp(stage, target, load) {
  let count = 0;
  for (let spentMs = 0; spentMs < warmUpMs || (count < warmUpRequests && spentMs < longestWarmUpMs);) {
    count += (await stage.measure(target, { ...load, milliseconds: stretchMs })).count;
    spentMs += stretchMs;
  }
}
