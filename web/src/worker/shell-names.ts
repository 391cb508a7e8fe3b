export const workerFile = '/service-worker.js';

/** The files of one version of the app are in one cache; its name has this prefix. */
export const shellCache = 'app ';
