import { lazyPart } from './lazy-part.js';

/** `QuestionDialog`, whose code is loaded with the first question. */
export const Question = lazyPart(() => import('./question-dialog.js').then((module) => module.QuestionDialog));
