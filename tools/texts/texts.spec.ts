import { keyOf as keyOfApp } from '../../web/src/texts/t.js';
import { languages as appLanguages } from '../../web/src/texts/load-texts.js';
import { appMessages, languages, readCatalog, textOf, updated } from './catalogs.mjs';
import { exceptions } from './exceptions.mjs';
import { leftBehind } from './left-behind.mjs';
import { keyOf, messagesOf } from './messages.mjs';
import { appSources, parsed } from './sources.mjs';
import { faultsOfEnglish, faultsOfTranslation } from './translations.mjs';

const sources = appSources();
const app = appMessages(sources);

function leftIn(code: string): string[] {
  return leftBehind(parsed('a.tsx', code)).map(({ text }) => text.replaceAll('\u0000', '…'));
}

function faultsIn(code: string): string[] {
  const { messages, faults } = messagesOf(parsed('a.tsx', code));
  return [...faults, ...messages.flatMap(faultsOfEnglish)];
}

describe('untranslated texts', () => {
  it('do not occur in the mail app', () => {
    const found = sources.flatMap(leftBehind).filter(({ file, text }) => !exceptions[file]?.includes(text));
    expect(found.map(({ place, text }) => `${place}: ${text}`)).toEqual([]);
  });

  it('are excepted only where they occur', () => {
    const found = sources.flatMap(leftBehind);
    const outdated = Object.entries(exceptions).flatMap(([file, texts]) =>
      texts.filter((text) => !found.some((one) => one.file === file && one.text === text)).map((text) => [file, text]),
    );
    expect(outdated).toEqual([]);
  });

  it.each([
    ['between elements', '<p>Nothing here</p>', ['Nothing here']],
    ['between elements, as one word', '<b>of</b>', ['of']],
    ['beside a value', '<b>{count} messages</b>', ['messages']],
    ['in an attribute', '<Button aria-label="Dismiss" />', ['Dismiss']],
    ['in a choice', '<Button title={isOn ? "Off" : `On`} />', ['Off', 'On']],
    ['in an object', 'notify({ title: "Draft saved", action: { label: "Undo" } })', ['Draft saved', 'Undo']],
    ['in a constant', 'const NAMES = { inbox: "Inbox" };', ['Inbox']],
    ['in a template', 'const text = `Moved to ${folder}`;', ['Moved to …']],
    ['in a template with a small word', 'const text = `${done} of ${total}`;', ['… of …']],
    ['in what a text is given', 't("Moved to {folder}", { folder: name ?? "its folder" })', ['its folder']],
    [
      'as a default value',
      'function Loading({ label = "Loading", ...rest }) {} const [a = "Off"] = b;',
      ['Loading', 'Off'],
    ],
    ['after a comparison', 'const text = kind === "a" ? "All of it" : "";', ['All of it']],
  ])('are found %s', (_, code, expected) => {
    expect(leftIn(code)).toEqual(expected);
  });

  it.each([
    ['is a text of the catalog', 't("Delete"); tPlural("{n, plural, one {# draft} other {# drafts}}", { n });'],
    ['has no letters', '<b> · {count} – </b>; const a = "…".length;'.replace('"…".length', '1')],
    ['is for a machine', 'if (event.key === "Enter") throw new Error("This can not be"); import "A file";'],
    ['is a class, an address or a name', '<a className="One Two" href="/mail/inbox" data-testid="notice" />'],
    ['is a style', 'makeStyles({ root: { padding: "0 8px", fontFamily: "Segoe UI, Roboto" } })'],
  ])('are not found where it %s', (_, code) => {
    expect(leftIn(code)).toEqual([]);
  });
});

describe('the texts of the mail app', () => {
  it('can all be extracted, and use the values they are given', () => {
    const wrong = [...app.byKey.values()].flatMap((message) =>
      faultsOfEnglish(message).map((fault) => `${message.place}: “${message.english}” ${fault}`),
    );
    expect([...app.faults, ...wrong]).toEqual([]);
  });

  it('have the same keys in the app and in the catalogs', () => {
    expect(keyOf('Archive', 'a folder')).toBe(keyOfApp('Archive', 'a folder'));
    expect(keyOf('Archive')).toBe(keyOfApp('Archive', undefined));
    expect(languages).toEqual(appLanguages);
  });

  it.each([
    ['a text that is not written there', 't(title)', ['the text is written in the call']],
    ['values that are not written there', 't("Moved to {folder}", values)', ['the values of a text']],
    ['a value that is not given', 't("Moved to {folder}")', ['asks for {folder} and is given {}']],
    ['a value that is not asked for', 't("Moved", { folder })', ['asks for {} and is given {folder}']],
    ['a plural that t can not do', 't("{n, plural, other {#}}", { n })', ['t knows {name} and no more']],
    ['a message that can not be parsed', 'tPlural("{n, plural, one {#}", { n })', ['is no ICU message']],
    ['a plural with a form missing', 'tPlural("{n, plural, other {# drafts}}", { n })', ['n lacks the plural one']],
  ])('cannot have %s', (_, code, expected) => {
    const faults = faultsIn(code);
    expect(faults).toHaveLength(expected.length);
    expect(faults.join()).toContain(expected.join());
  });

  it('may be a choice between two, may have a context, and elements', () => {
    expect(
      faultsIn(
        't(isAll ? "All" : "Some"); t("Archive", { context: "to do" }); tRich("See <a>{name}</a>", { a: link, name })',
      ),
    ).toEqual([]);
  });
});

describe.each(languages)('the catalog of %s', (language) => {
  const catalog = readCatalog(language);

  it('has the texts of the app and no more, sorted, as `npm run texts` writes it', () => {
    expect(textOf(catalog)).toBe(textOf(updated(catalog, app.byKey.keys())));
  });

  it('contains no text in English', () => {
    expect(Object.keys(catalog).filter((key) => catalog[key]?.trim() === '')).toEqual([]);
  });

  it('uses the values, elements and plural forms of its language', () => {
    const wrong = [...app.byKey.values()].flatMap((message) => {
      const translation = catalog[message.key] ?? '';
      const faults = translation === '' ? [] : faultsOfTranslation(message, language, translation);
      return faults.map((fault) => `${message.key}: ${translation}: ${fault}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('a translation', () => {
  const drafts = { by: 'tPlural', english: '{n, plural, one {# draft} other {# drafts}}' };

  it.each([
    ['has the forms of its language', drafts, 'ja', '{n, plural, other {下書き # 件}}', []],
    ['lacks a form', drafts, 'ar', '{n, plural, one {#} other {#}}', ['n lacks the plural few, many, two, zero']],
    [
      'has a form of another language',
      drafts,
      'ja',
      '{n, plural, one {#} other {#}}',
      ['n has the plural one, which ja has not'],
    ],
    ['lacks a value', { by: 't', english: 'To {name}' }, 'de', 'An', ['lacks name:value']],
    [
      'has another value',
      { by: 't', english: 'To {name}' },
      'de',
      'An {nome}',
      ['lacks name:value', 'has nome:value, which English has not'],
    ],
    ['lacks an element', { by: 'tRich', english: 'See <a>it</a>' }, 'de', 'Siehe', ['lacks <a>']],
    ['may move an element', { by: 'tRich', english: 'See <a>it</a>' }, 'de', '<a>Das</a> siehe', []],
    ['is no message', drafts, 'de', '{n, plural', [expect.stringContaining('is no ICU message')]],
  ])('that %s is reported', (_, message, language, translation, expected) => {
    expect(faultsOfTranslation(message, language, translation)).toEqual(expected);
  });
});

describe('the update of a catalog', () => {
  it('adds what is new as not translated, drops what is unused, and sorts', () => {
    expect(Object.entries(updated({ b: 'B', gone: 'G' }, new Set(['c', 'b', 'a'])))).toEqual([
      ['a', ''],
      ['b', 'B'],
      ['c', ''],
    ]);
  });
});
