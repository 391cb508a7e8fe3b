export { DownstreamAnswer } from './downstream-answer.js';
export { DownstreamApi, type DownstreamRequest } from './downstream-api.js';
export { DownstreamModule } from './downstream.module.js';
