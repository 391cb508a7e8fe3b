import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { queryClient } from '../platform/services.js';
import { direction } from '../texts/t.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { BrokenPage } from './broken-page.js';
import { SessionGate } from './session-gate.js';
import { useTheme } from './theme.js';

/** When the server puts a nonce into the page, styles are allowed by it; otherwise by `unsafe-inline`. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const renderer = createDOMRenderer(document, nonce === undefined ? {} : { styleElementAttributes: { nonce } });

export function App(): ReactElement {
  const theme = useTheme();
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider theme={theme} dir={direction()} style={{ height: '100%', background: 'transparent' }}>
        <QueryClientProvider client={queryClient}>
          <ErrorBoundary fallback={<BrokenPage />}>
            <SessionGate />
          </ErrorBoundary>
        </QueryClientProvider>
      </FluentProvider>
    </RendererProvider>
  );
}
