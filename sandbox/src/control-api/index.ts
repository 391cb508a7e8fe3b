export { controlRoutes } from './routes.js';
