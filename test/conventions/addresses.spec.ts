import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

function fileOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

describe('the address of a recipient', () => {
  it('has one pattern in the mail app and in the description of the service', () => {
    const inApp = /^const ADDRESS = \/(.*)\/;$/m.exec(fileOf('web/src/drafts/recipients.ts'))?.[1];
    const { components } = JSON.parse(fileOf('docs/openapi.json')) as {
      components: { schemas: { Recipient: { properties: { address: { pattern: string } } } } };
    };
    const { pattern } = components.schemas.Recipient.properties.address;

    expect(pattern.replaceAll('(?:', '(')).toBe(inApp);
  });
});
