export const workerFile = '/service-worker.js';

/** The files of one version of the app are in one cache, whose name begins so. */
export const shellCache = 'app ';
