import { readFileSync } from 'node:fs';
import { GraphFixture, textOf, valueOf } from './testing/graph-fixture.js';
import { describeWithSharedData } from '../testing/shared-data.js';

interface TypeOfModel {
  readonly base: string | undefined;
  readonly properties: ReadonlyMap<string, string>;
}

/** The types of the slice by name; enumerations by their members. */
class Model {
  readonly #types = new Map<string, TypeOfModel>();
  readonly #enums = new Map<string, readonly string[]>();

  constructor(xml: string) {
    for (const [, name = '', attributes = '', content = ''] of xml.matchAll(
      /<(?:Entity|Complex)Type Name="(\w+)"([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:Entity|Complex)Type>)/g,
    )) {
      const properties = [...content.matchAll(/<(?:Navigation)?Property Name="(\w+)" Type="([^"]+)"/g)].map(
        ([, property = '', type = '']) => [property, type] as const,
      );
      this.#types.set(name, { base: /BaseType="graph\.(\w+)"/.exec(attributes)?.[1], properties: new Map(properties) });
    }
    // Not in the slice; Graph's reference has it (resources/eventmessagerequest).
    this.#types.set('eventMessageRequest', {
      base: 'eventMessage',
      properties: new Map([
        ['meetingRequestType', 'graph.meetingRequestType'],
        ['responseRequested', 'Edm.Boolean'],
        ['allowNewTimeProposals', 'Edm.Boolean'],
        ['previousStartDateTime', 'graph.dateTimeTimeZone'],
        ['previousEndDateTime', 'graph.dateTimeTimeZone'],
        ['previousLocation', 'graph.location'],
      ]),
    });
    for (const [, name = '', content = ''] of xml.matchAll(/<EnumType Name="(\w+)"[^>]*>([\s\S]*?)<\/EnumType>/g)) {
      this.#enums.set(
        name,
        [...content.matchAll(/Member Name="(\w+)"/g)].map(([, member = '']) => member),
      );
    }
  }

  /** The faults of a value of a type. A type outside of the slice is not checked. */
  faults(value: unknown, type: string, path = type): readonly string[] {
    const [, of] = /^Collection\((.+)\)$/.exec(type) ?? [];
    if (of !== undefined) {
      if (!Array.isArray(value)) {
        return [`${path} is no list`];
      }
      return value.flatMap((each, index) => this.faults(each, of, `${path}[${index}]`));
    }
    if (value === null) {
      return [];
    }
    const name = type.replace(/^graph\./, '');
    if (type.startsWith('Edm.')) {
      return isEdm(value, type) ? [] : [`${path} is no ${type}: ${JSON.stringify(value)}`];
    }
    const members = this.#enums.get(name);
    if (members !== undefined) {
      return typeof value === 'string' && members.includes(value)
        ? []
        : [`${path} is no ${name}: ${JSON.stringify(value)}`];
    }
    return this.#types.has(name) ? this.#objectFaults(value, name, path) : [];
  }

  #objectFaults(value: unknown, declared: string, path: string): readonly string[] {
    const entries = Object.entries(value as Record<string, unknown>);
    const actual = entries.find(([key]) => key === '@odata.type')?.[1];
    const name = typeof actual === 'string' ? actual.replace('#microsoft.graph.', '') : declared;
    return entries
      .filter(([key]) => !key.startsWith('@') && key !== 'id')
      .flatMap(([key, member]) => {
        const type = this.#property(name, key);
        return type === undefined
          ? [`${path}.${key} is no property of ${name}`]
          : this.faults(member, type, `${path}.${key}`);
      });
  }

  #property(type: string, name: string): string | undefined {
    const found = this.#types.get(type);
    return found?.properties.get(name) ?? (found?.base === undefined ? undefined : this.#property(found.base, name));
  }
}

function isEdm(value: unknown, type: string): boolean {
  switch (type) {
    case 'Edm.Boolean':
      return typeof value === 'boolean';
    case 'Edm.Int32':
    case 'Edm.Int64':
      return Number.isInteger(value);
    case 'Edm.DateTimeOffset':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
    case 'Edm.Binary':
      return typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
    default:
      return typeof value === 'string';
  }
}

describe('the seeded mailbox', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  it('has realistic content: many folders, languages, files, meetings, threads', async () => {
    const messages = valueOf(await graph.get('/me/messages?$top=1000'));
    const holds = (test: (message: Record<string, unknown>) => boolean): number => messages.filter(test).length;
    expect(new Set(messages.map((message) => message['parentFolderId'])).size).toBeGreaterThan(8);
    expect(holds((message) => message['hasAttachments'] === true)).toBeGreaterThan(20);
    expect(
      holds((message) => String(message['@odata.type']).startsWith('#microsoft.graph.eventMessage')),
    ).toBeGreaterThan(10);
    expect(holds((message) => /[\u0590-\u06ff]/.test(textOf(message['subject'])))).toBeGreaterThan(3);
    expect(holds((message) => message['isRead'] === false)).toBeGreaterThan(20);
    expect(holds((message) => message['subject'] === '')).toBeGreaterThan(0);
    expect(messages.every((message) => textOf(message['receivedDateTime']) <= '2026-11-20T12:00:00Z')).toBe(true);
  });
});

describeWithSharedData('data/graph-mail.csdl.xml', 'the Graph model', (file) => {
  const model = new Model(readFileSync(file, 'utf8'));
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  it.each([
    ['/me/messages?$top=1000', 'graph.message'],
    ['/me/messages?$top=1000&$select=uniqueBody,internetMessageHeaders', 'graph.message'],
    ['/me/messages?$top=1000&$expand=attachments', 'graph.message'],
    ['/me/mailFolders?$top=100&includeHiddenFolders=true', 'graph.mailFolder'],
    ['/me/mailFolders/inbox/messages/delta?$top=1000', 'graph.message'],
  ])('describes the items of %s', async (path, type) => {
    const items = valueOf(await graph.get(path));
    expect(items.length).toBeGreaterThan(5);
    expect(items.flatMap((item) => model.faults(item, type))).toEqual([]);
  });

  it('describes an upload session', async () => {
    const draft = await graph.post('/me/messages', { subject: 'x' });
    const session = await graph.post(`/me/messages/${textOf(draft.json['id'])}/attachments/createUploadSession`, {
      AttachmentItem: { attachmentType: 'file', name: 'x', size: 4_000_000 },
    });
    expect(model.faults(session.json, 'graph.uploadSession')).toEqual([]);
  });

  it('reports a fault when there is one', () => {
    expect(model.faults({ subject: 1, colour: 'red', importance: 'urgent' }, 'graph.message')).toHaveLength(3);
  });
});
