import { build, type PluginOption, type Rolldown } from 'vite';

/** The parts of the app that are each loaded as one file: the name of the file, and the modules that it begins with. */
export type Parts = readonly { readonly name: string; readonly entries: readonly string[] }[];

/** For each module, the first part that needs it. */
type PartOfModule = ReadonlyMap<string, string>;

/**
 * Builds the app once in memory, without grouping, to find the modules of each part after unused code is removed. Only the bundler
 * knows them, and only after a build.
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
