import { createStore } from './store.js';

/** The folder that was shown last, to which leaving a search returns. */
export const lastFolder = createStore('inbox');
