export { publicAgent, type PublicConnect } from './public-agent.js';
