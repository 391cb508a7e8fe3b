import react from '@vitejs/plugin-react';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';
import { type Parts, partsOf } from './build-parts.js';
import { serviceWorker } from './build-worker.js';

/** The start page, the inbox, and an open message: each is one file beside the entry, and what is not needed then comes later. */
const PARTS: Parts = [
  { name: 'begin', entries: ['index.html'] },
  { name: 'render', entries: ['src/app/render.tsx'] },
  { name: 'signed-in-app', entries: ['src/app/signed-in-app.tsx'] },
  { name: 'conversation-view', entries: ['src/mail/conversation-view.tsx'] },
];

/** The start page's file is announced in the page, so that it is on its way beside the entry, which begins with the mail. */
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
            // All that a part needs is in it or in one before it.
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
