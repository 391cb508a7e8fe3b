/** `npm run races`: the forced races of three replicas, each a hundred times, or as often as `RACE_ROUNDS` says. */
process.env.RACE_ROUNDS ??= '100';
process.argv.push('--selectProjects', 'integration', '--testPathPatterns', 'refresh-races', '--verbose');
await import('./test.mjs');
