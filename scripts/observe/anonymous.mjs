/** Removes everything personal from a response, and checks that nothing personal is left. */

const guid = '00000000-1111-4222-8333-444444444444';
const instant = '2026-01-02T03:04:05Z';
const person = 'person@example.com';

/** Members whose text is a term of the protocol. */
const wordMembers = new Set([
  'code',
  'error',
  'suberror',
  'error_subcode',
  'token_type',
  'scope',
  '@odata.type',
  'contentType',
  '@odata.mediaContentType',
  'attachmentType',
  'importance',
  'flagStatus',
  'inferenceClassification',
  'reason',
  'changeType',
  'id_type',
]);
/** Members whose text is a sentence of the service. */
const sentenceMembers = new Set(['message', 'error_description', 'target']);
const numberMembers = new Set(['error_codes', 'expires_in', 'ext_expires_in', 'refresh_in', 'status']);
const headerNames = [
  'content-type',
  'content-encoding',
  'retry-after',
  'www-authenticate',
  'location',
  'allow',
  'preference-applied',
];
const mostListed = 2;

const word = /^[#\w$./; =,-]{0,160}$/;
const guids = /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi;
const addresses = /[\w.+'-]+@[\w-]+(?:\.[\w-]+)+/g;
const instants = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g;

/** The row of the table for one response. `personal` are texts of the account that must not occur. */
export function rowOf({ id, kind, where, request, source }, answer, personal) {
  const clean = new Cleaner(personal);
  return {
    id,
    kind,
    where,
    evidence: 'observed',
    source,
    request,
    answer: {
      status: answer.status,
      headers: clean.headers(answer.headers),
      body: clean.body(answer.body),
    },
    plays: [],
  };
}

class Cleaner {
  constructor(personal) {
    this.personal = personal;
  }

  headers(headers) {
    return Object.fromEntries(
      headerNames.flatMap((name) => {
        const value = headers[name];
        return value === undefined ? [] : [[name, name === 'location' ? this.url(value) : this.sentence(value)]];
      }),
    );
  }

  body(text) {
    if (text === '') {
      return '';
    }
    try {
      return this.value('', JSON.parse(text));
    } catch {
      return /<html|<!doctype/i.test(text) ? '<html>…</html>' : 'TEXT';
    }
  }

  value(name, value) {
    if (Array.isArray(value)) {
      return value.slice(0, mostListed).map((each) => this.value(name, each));
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.value(key, each)]));
    }
    if (typeof value === 'number') {
      return numberMembers.has(name) ? value : 0;
    }
    return typeof value === 'string' ? this.text(name, value) : value;
  }

  text(name, value) {
    if (value === '') {
      return '';
    }
    if (wordMembers.has(name) && word.test(value) && this.isImpersonal(value)) {
      return value.replace(guids, guid);
    }
    if (sentenceMembers.has(name)) {
      return this.sentence(value);
    }
    if (/^https?:\/\//.test(value)) {
      return this.url(value);
    }
    if (name === 'claims' || /^\d{4}-\d\d-\d\d[T ]/.test(value)) {
      return name === 'claims' ? '{"access_token":{"capolids":{"essential":true,"values":["ID"]}}}' : instant;
    }
    return value.match(addresses) === null ? 'TEXT' : person;
  }

  /** A sentence without what it quotes, and without the ids at its end. */
  sentence(value) {
    const cut = value.replace(/\s*Trace ID:.*$/s, '');
    const plain = cut
      .replace(/claims="[^"]*"/g, 'claims="BASE64"')
      .replace(guids, guid)
      .replace(instants, instant)
      .replace(/https?:\/\/[^\s"')]+/g, (url) => this.url(url))
      .replace(addresses, person)
      .replace(/'([^']*)'/g, (quoted, inner) => (/^[A-Za-z$.]{1,40}$/.test(inner) ? quoted : "'VALUE'"))
      .replace(/[\w+/=-]{24,}/g, (token) => (/\d/.test(token) && token !== guid ? 'VALUE' : token));
    return this.personal.reduce((text, each) => text.replaceAll(new RegExp(escaped(each), 'gi'), 'VALUE'), plain);
  }

  /** Keeps the host, the fixed segments of the path, and the names of parameters. */
  url(value) {
    if (!URL.canParse(value)) {
      return 'URL';
    }
    const url = new URL(value);
    const isTheirs = /\.(microsoft|microsoftonline|office|office365|outlook|windows|aka)\.(com|net|ms)$/.test(
      `.${url.hostname}`,
    );
    const path = url.pathname
      .split('/')
      .map((segment) => (/^[$A-Za-z.]{0,32}$|^v\d\.\d$/.test(segment) ? segment : 'ID'))
      .join('/');
    const query = [...url.searchParams].map(([name, each]) =>
      name === 'error'
        ? `error=${this.text('error', each)}`
        : name === 'error_description'
          ? `error_description=${encodeURIComponent(this.sentence(each))}`
          : `${name}=VALUE`,
    );
    return `https://${isTheirs ? url.hostname : 'app.example.com'}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  }

  isImpersonal(value) {
    return !this.personal.some((each) => value.toLowerCase().includes(each.toLowerCase()));
  }
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Patterns of what must not be written, each with its description. */
const suspicions = [
  ['a token', /eyJ[\w-]{8,}/],
  ['a token', /\b[01]\.A[\w-]{20,}/],
  ['a token', /\bM\.[A-Z]\d+_[\w.!*-]{10,}/],
  ['an id', new RegExp(guids.source, 'i')],
  ['an address', new RegExp(addresses.source)],
  ['an address of the network', /\b(?:\d{1,3}\.){3}\d{1,3}\b/],
  ['a token', /(?=[\w+-]*\d)(?=[\w+-]*[A-Za-z])[\w+-]{24,}/],
];

/** Why these rows must not be written; empty when they may. Texts that are found are not repeated. */
export function refusals(rows, personal = []) {
  return rows.flatMap((row) => {
    const { id, ...rest } = row;
    const text = JSON.stringify(rest)
      .replaceAll(guid, '')
      .replaceAll(instant, '')
      .replaceAll(person, '')
      .replaceAll(/app\.example\.com/g, '');
    const found = suspicions.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);
    const named = personal.some((each) => text.toLowerCase().includes(each.toLowerCase())) ? ['a name'] : [];
    return [...new Set([...found, ...named])].map((what) => `${id}: holds what looks like ${what}`);
  });
}
