import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const service = 'http://localhost:3000';

export default defineConfig({
  plugins: [react()],
  // The browser sees one origin: the page and the service behind it.
  server: { port: 5173, strictPort: true, proxy: { '/api': service, '/auth': service } },
});
