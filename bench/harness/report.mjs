export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Medians of what was measured in each round, and of the ratios to another target within the same round. */
export function summary(rounds, names) {
  return names.map((name) => {
    const of = (read) => median(rounds.map((round) => read(round[name])));
    return {
      name,
      perSecond: of((run) => run.perSecond),
      cpuPerRequest: of((run) => run.cpuPerRequest),
      cpuShare: of((run) => run.cpuShare),
      p50: of((run) => run.p50),
      p99: of((run) => run.p99),
      rss: of((run) => run.rss),
    };
  });
}

/** The median over the rounds of `measure` of `one`, divided by that of `other`. */
export function ratio(rounds, one, other, measure) {
  return median(rounds.map((round) => round[one][measure] / round[other][measure]));
}

export function table(head, rows) {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |\n`;
  process.stdout.write(
    `${line(head)}${line(widths.map((width) => '-'.repeat(width)))}${all.slice(1).map(line).join('')}\n`,
  );
}

export function fixed(value, digits = 2) {
  return value.toFixed(digits);
}

export function megabytes(bytes) {
  return `${Math.round(bytes / 1_048_576)} MB`;
}
