export { ordersPlugin, type OrdersDeps } from './orders-plugin.js';
