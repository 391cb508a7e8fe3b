export { describeWithSharedData } from '../../sandbox/src/testing/shared-data.js';
