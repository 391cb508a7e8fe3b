export const WORKER_FILE = '/service-worker.js';

/** The files of one version of the app are in one cache, whose name begins so. */
export const SHELL_CACHE = 'app ';
