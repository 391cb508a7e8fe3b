/** Computes what an installation needs from the costs of one of each (`bench -- capacity`). docs/capacity.md explains the assumptions. */

export const assumptions = {
  /** The share of the signed-in users who have a visible or hidden tab open, at the busiest time. */
  openShare: 0.5,
  /** Lists and messages that an open tab requests because of its user's actions. */
  listsPerMinute: 0.5,
  messagesPerMinute: 0.5,
  /** How busy a replica's core may be: the rest is for bursts and for the restart of another replica. */
  busyShare: 0.5,
  /** The memory that a replica of 512 MB may use: V8 needs more before it collects garbage. */
  replicaBytes: 400 * 1_048_576,
  /** Streams of one kind in one process (`src/http/budgets/figures.ts`). */
  streamsPerReplica: 20_000,
  /** A poll is one request with two parts, and Graph counts parts. */
  partsPerPoll: 2,
  /** The limit of one app over all tenants: 130,000 in 10 s (learn.microsoft.com/graph/throttling-limits). */
  graphCountsPerSecond: 13_000,
  /** How full Redis may be: the alert BffRedisFills fires at 70 %. */
  redisShare: 0.7,
};

/**
 * `costs`: CPU in microseconds, memory in bytes, of `list`, `message` (each with `cpu`, `redis`, `graph`), `tab` (per second: `cpu`,
 * `redis`, `graph`; `bytes`), `user` (`bytes` in a replica, `redisBytes`), and `baseBytes` of a replica.
 */
export function needsOf(users, costs, given = assumptions) {
  const tabs = users * given.openShare;
  const perSecond = (name) =>
    tabs *
    (costs.tab[name] +
      (given.listsPerMinute / 60) * costs.list[name] +
      (given.messagesPerMinute / 60) * costs.message[name]);
  const cores = perSecond('cpu') / 1e6;
  const byCpu = Math.ceil(cores / given.busyShare);
  const tabBytes = costs.tab.bytes + costs.user.bytes;
  const byMemory = Math.ceil((tabs * tabBytes) / (given.replicaBytes - costs.baseBytes));
  const byStreams = Math.ceil(tabs / given.streamsPerReplica);
  const replicas = Math.max(2, byCpu, byMemory, byStreams);
  const countsOfTab =
    costs.tab.graph * given.partsPerPoll +
    (given.listsPerMinute / 60) * costs.list.graph +
    (given.messagesPerMinute / 60) * costs.message.graph;
  return {
    users,
    tabs,
    cores,
    replicas,
    replicaBytes: costs.baseBytes + (tabs / replicas) * tabBytes,
    redisBytes: (users * costs.user.redisBytes) / given.redisShare,
    redisPerSecond: perSecond('redis'),
    graphCountsPerSecond: tabs * countsOfTab,
    usersAtGraphsLimit: given.graphCountsPerSecond / countsOfTab / given.openShare,
  };
}
