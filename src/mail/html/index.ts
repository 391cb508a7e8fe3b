export { beforeOriginal, contentOf, htmlOfText, readDraft, withText } from './draft-html.js';
export { HtmlModule } from './html.module.js';
export { OriginalMark } from './original-mark.js';
export { bareContentId, withPictures } from './picture-marks.js';
export type { SanitiserResult } from './sanitiser-task.js';
export { SanitiserThreads } from './sanitiser-threads.js';
