/**
 * Literals that read like words and aren't translated, by file. A literal that the file doesn't contain any more is a fault. Names of
 * products and of keys of a protocol are the same in every language.
 */
/** @type {Readonly<Record<string, readonly string[]>>} */
export const exceptions = {
  'web/src/account/device-name.ts': [
    ...['Edge', 'Opera', 'Samsung Internet', 'Firefox', 'Chrome', 'Safari'],
    ...['Android', 'Windows', 'Mac', 'Linux'],
  ],
  'web/src/account/automatic-replies-form.ts': ['’'],
  // Outlook's names in the mailbox, whatever its language is.
  'web/src/mailbox/folder-tree.ts': [
    ...['Conversation History', 'Sync Issues', 'Conflicts', 'Local Failures', 'Server Failures'],
  ],
  // The names of one folder in each language: the app searches for all of them.
  'web/src/drafts/template-folder.ts': [...['Templates', 'Vorlagen', 'Modèles', 'Plantillas']],
  'web/src/drafts/text-direction.ts': ['<div dir="rtl">'],
  // For Graph.
  'web/src/mailbox/list-request.ts': ['receivedAt asc', 'from asc', 'subject asc'],
  // The subject of a mail that a list's machine reads.
  'web/src/mailbox/unsubscribe-method.ts': ['Unsubscribe'],
  'web/src/platform/keys/focus-area.ts': [
    'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [role="textbox"]',
  ],
  // The type of dragged files in browsers.
  'web/src/app/stray-drops.ts': ['Files'],
  // Names of fonts.
  'web/src/app/theme.ts': [
    "'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif",
  ],
  'web/src/compose/picture-node.ts': ['max-width: 100%; height: auto'],
  'web/src/compose/rich-editor.ts': [
    'border-collapse: collapse',
    'border: 1px solid #a6a6a6; padding: 4px 8px; vertical-align: top',
  ],
  // An option that is not an address.
  'web/src/compose/suggestions.ts': ['find more'],
  'web/src/mail/attachments/use-shown-file.ts': ['…'],
  'web/src/mail/body/prepared-mail.ts': [
    'script, iframe, frame, object, embed, form, base, meta, link, svg, math, template, portal',
    'noopener noreferrer',
  ],
  'web/src/mail/body/quoted-history.ts': ['…'],
  'web/src/mail/drag-rows.ts': [
    'position:fixed;top:-100px;padding:6px 12px;border-radius:6px;background:#0f6cbd;color:#fff;font:600 14px/20px sans-serif',
  ],
  // Names of outcomes and of an error; a header.
  'web/src/drafts/outbox.ts': ['being sent', 'perhaps sent'],
  'web/src/drafts/outbox-delivery.ts': ['Offline'],
  'web/src/drafts/scheduled.ts': ['Location'],
  // RFC 5322 §3.6.5: "Re: " is not English. Mail programs recognise both in every language, but not all translations.
  'web/src/drafts/quote.ts': ['Re:', 'Fw:'],
  // Each language by its own name, whatever the app's language is.
  'web/src/texts/languages.ts': ['English', 'Deutsch', 'Français', 'Español'],
};
