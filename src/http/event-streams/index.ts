export { BurstLimit } from './burst-limit.js';
export { EventStream } from './event-stream.js';
export { OpenStreams } from './open-streams.js';
export { PollSchedule, type PollOutcome } from './poll-schedule.js';
