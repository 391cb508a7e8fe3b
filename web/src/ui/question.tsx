import { lazyPart } from './lazy-part.js';

/** A `QuestionDialog` of a page that is there before anybody is asked anything: the code of dialogs comes with the first question. */
export const Question = lazyPart(() => import('./question-dialog.js').then((module) => module.QuestionDialog));
