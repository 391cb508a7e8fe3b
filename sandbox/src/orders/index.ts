export { ordersPlugin } from './orders-plugin.js';
