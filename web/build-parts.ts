import { build, type PluginOption, type Rolldown } from 'vite';

/** What is fetched together: a part of the app, by the name of its file, and the modules that it begins with. */
export type Parts = readonly { readonly name: string; readonly entries: readonly string[] }[];

/** For each module that a part needs the first part that does. */
type PartOfModule = ReadonlyMap<string, string>;

/**
 * Builds the app once, in memory and split as finely as it comes, to see which modules are left of each part once what nobody uses
 * is gone: only the bundler knows, and it says so only afterwards.
 */
export async function partsOf(parts: Parts, plugins: PluginOption[]): Promise<PartOfModule> {
  const result = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    plugins,
    build: { target: 'es2023', write: false, minify: false, modulePreload: { polyfill: false } },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  const chunks = outputs.flatMap(({ output }) => output.filter((file) => file.type === 'chunk'));
  const known = new Map<string, string>();
  for (const { name, entries } of parts) {
    for (const chunk of withImports(chunks, entries)) {
      for (const id of chunk.moduleIds) {
        if (!known.has(id)) {
          known.set(id, name);
        }
      }
    }
  }
  return known;
}

function withImports(chunks: readonly Rolldown.OutputChunk[], entries: readonly string[]): Set<Rolldown.OutputChunk> {
  const found = new Set<Rolldown.OutputChunk>();
  const add = (chunk: Rolldown.OutputChunk): void => {
    if (found.has(chunk)) {
      return;
    }
    found.add(chunk);
    for (const each of chunks) {
      if (chunk.imports.includes(each.fileName)) {
        add(each);
      }
    }
  };
  for (const entry of entries) {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${entry}`));
    if (chunk === undefined) {
      throw new Error(`no part begins with ${entry}`);
    }
    add(chunk);
  }
  return found;
}
