import { Window } from 'happy-dom';

/** Imported before React, which looks for a document at load time. */
export const dom = new Window({ url: 'http://bff.test/mail?folder=inbox&auth_error=access_denied&ref=1' });

Object.assign(globalThis, {
  window: dom,
  document: dom.document,
  navigator: {},
  sessionStorage: dom.sessionStorage,
  IS_REACT_ACT_ENVIRONMENT: true,
});
