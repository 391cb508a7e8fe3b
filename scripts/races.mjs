/** `npm run races`: runs the forced races of three replicas, each `RACE_ROUNDS` times (default: 100). */
process.env.RACE_ROUNDS ??= '100';
process.argv.push('--selectProjects', 'integration', '--testPathPatterns', 'refresh-races', '--verbose');
await import('./test.mjs');
