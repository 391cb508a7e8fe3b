export { describeWithSharedData, sharedData } from '../../sandbox/src/testing/shared-data.js';
