import react from '@vitejs/plugin-react';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';
import { type Parts, partsOf } from './build-parts.js';
import { serviceWorker } from './build-worker.js';

/** The start page, the inbox, and an open message: each is one file beside the entry, and all other code is loaded later. */
const PARTS: Parts = [
  { name: 'begin', entries: ['index.html'] },
  { name: 'render', entries: ['src/app/render.tsx'] },
  { name: 'signed-in-app', entries: ['src/app/signed-in-app.tsx'] },
  { name: 'conversation-view', entries: ['src/mail/conversation-view.tsx'] },
];

/** Preloads the start page's file in the HTML: it is loaded in parallel with the entry, which first requests the mail. */
function announceStartPage(): Plugin {
  return {
    name: 'announce-start-page',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) => {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk' && file.name === 'render');
        return chunks.flatMap((chunk) => {
          const styles = chunk.type === 'chunk' ? [...(chunk.viteMetadata?.importedCss ?? [])] : [];
          return [link('modulepreload', chunk.fileName), ...styles.map((file) => link('stylesheet', file))];
        });
      },
    },
  };
}

function link(rel: string, file: string): HtmlTagDescriptor {
  return { tag: 'link', attrs: { rel, crossorigin: true, href: `/${file}` }, injectTo: 'head' };
}

export default defineConfig(async ({ command }) => {
  const partOf = command === 'build' ? await partsOf(PARTS, [react()]) : new Map<string, string>();
  return {
    plugins: [react(), announceStartPage(), serviceWorker()],
    build: {
      target: 'es2023',
      // No inline data: URLs: the strict policy serves everything from its own file.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          codeSplitting: {
            // A part's dependencies are in it or in an earlier part.
            includeDependenciesRecursively: false,
            groups: PARTS.map(({ name }) => ({ name, test: (id: string) => partOf.get(id) === name })),
          },
        },
      },
    },
    server: {
      proxy: { '/api': 'http://localhost:3000', '/auth': 'http://localhost:3000', '/health': 'http://localhost:3000' },
    },
  };
});
