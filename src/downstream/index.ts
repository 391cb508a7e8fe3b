export { DownstreamModule } from './downstream.module.js';
