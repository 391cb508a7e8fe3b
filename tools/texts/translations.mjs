import { parse, TYPE } from '@formatjs/icu-messageformat-parser';

/**
 * The faults of a text in English: it needs other values than it is given, or is not an ICU message.
 *
 * @param {import('./messages.mjs').Message} message
 * @returns {string[]}
 */
export function faultsOfEnglish({ by, english, names }) {
  const shape = shapeOf(by, english);
  if (typeof shape === 'string') {
    return [shape];
  }
  const asked = [...new Set([...shape.values].map((value) => value.replace(/^<|[>:].*$/g, '')))].sort();
  const given = [...new Set(names)].sort();
  if (asked.join() !== given.join()) {
    return [`asks for {${asked.join(', ')}} and is given {${given.join(', ')}}`];
  }
  return by === 't' ? [] : faultsOfPlurals('en', shape);
}

/**
 * The faults of a translation: it has other values or elements, or not the plural forms of its language.
 *
 * @param {{ by: string, english: string }} message
 * @param {string} language
 * @param {string} translation
 * @returns {string[]}
 */
export function faultsOfTranslation({ by, english }, language, translation) {
  const wanted = shapeOf(by, english);
  const shape = shapeOf(by, translation);
  if (typeof wanted === 'string' || typeof shape === 'string') {
    return typeof shape === 'string' ? [shape] : [];
  }
  const faults = [];
  for (const value of wanted.values) {
    if (!shape.values.has(value)) {
      faults.push(`lacks ${value}`);
    }
  }
  for (const value of shape.values) {
    if (!wanted.values.has(value)) {
      faults.push(`has ${value}, which English has not`);
    }
  }
  if (english.trim() === english && translation.trim() !== translation) {
    faults.push('begins or ends with a space');
  }
  return by === 't' ? faults : [...faults, ...faultsOfPlurals(language, shape)];
}

function faultsOfPlurals(language, { plurals }) {
  const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const faults = [];
  for (const [name, forms] of plurals) {
    const lacking = wanted.filter((category) => !forms.includes(category)).sort();
    const foreign = forms.filter((category) => !category.startsWith('=') && !wanted.includes(category));
    if (lacking.length > 0) {
      faults.push(`${name} lacks the plural ${lacking.join(', ')}`);
    }
    if (foreign.length > 0) {
      faults.push(`${name} has the plural ${foreign.join(', ')}, which ${language} has not`);
    }
  }
  return faults;
}

/** The values that a message needs (`{name}`, `{count, plural}`, `<element>`) and the forms of its plurals, or why it is invalid. */
function shapeOf(by, message) {
  if (by === 't') {
    const values = new Set([...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}:value`));
    return /[{}]/.test(message.replaceAll(/\{\w+\}/g, '')) ? 't knows {name} and no more' : { values, plurals: [] };
  }
  try {
    const shape = { values: new Set(), plurals: [] };
    collect(parse(message, { ignoreTag: by === 'tPlural' }), shape);
    return shape;
  } catch (error) {
    return `is no ICU message: ${error.message}`;
  }
}

function collect(elements, shape) {
  for (const element of elements) {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        break;
      case TYPE.tag:
        shape.values.add(`<${element.value}>`);
        collect(element.children, shape);
        break;
      case TYPE.plural:
        shape.values.add(`${element.value}:plural`);
        shape.plurals.push([element.value, Object.keys(element.options)]);
        Object.values(element.options).forEach(({ value }) => collect(value, shape));
        break;
      case TYPE.select:
        shape.values.add(`${element.value}:select ${Object.keys(element.options).sort().join()}`);
        Object.values(element.options).forEach(({ value }) => collect(value, shape));
        break;
      default:
        shape.values.add(`${element.value}:${TYPE[element.type]}`);
    }
  }
}
