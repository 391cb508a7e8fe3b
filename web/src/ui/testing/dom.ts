import { Window } from 'happy-dom';

/** Imported before React, which looks for a document at load time. */
export const dom = new Window();

Object.assign(globalThis, { window: dom, document: dom.document, navigator: {}, IS_REACT_ACT_ENVIRONMENT: true });
