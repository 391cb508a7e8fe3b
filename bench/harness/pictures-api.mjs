/** An API besides mail that returns Graph's photo of 20 KB: the same bytes by another route. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const picturesPath = '/api/pictures/photo/$value';

/** Writes the file for `APIS_FILE`. Call `remove` when the target has read it. */
export function picturesApi(graphPort) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-apis-'));
  const file = join(folder, 'apis.json');
  writeFileSync(
    file,
    JSON.stringify({
      permissions: { 'pictures.read': { scopes: ['User.Read'], title: 'See pictures' } },
      apis: [
        {
          name: 'pictures',
          prefix: '/api/pictures',
          target: `http://127.0.0.1:${graphPort}/v1.0/me`,
          internal: true,
          methods: ['GET'],
          permissions: ['pictures.read'],
        },
      ],
    }),
  );
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}
