import { createStore } from './store.js';

/** The folder that was shown last: where a search is left to. */
export const lastFolder = createStore('inbox');
