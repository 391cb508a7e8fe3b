import { createDOMRenderer, FluentProvider, RendererProvider, Toaster } from '@fluentui/react-components';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { TOASTER_ID } from '../platform/notify.js';
import { queryClient } from '../platform/services.js';
import { ErrorBoundary } from './error-boundary.js';
import { SessionGate } from './session-gate.js';
import { useTheme } from './theme.js';

/** A server that sends a nonce in the page lets styles in by it; without one, `unsafe-inline` does. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const renderer = createDOMRenderer(document, nonce === undefined ? {} : { styleElementAttributes: { nonce } });

export function App(): ReactElement {
  const theme = useTheme();
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider theme={theme} style={{ height: '100%', background: 'transparent' }}>
        <QueryClientProvider client={queryClient}>
          <ErrorBoundary>
            <SessionGate />
          </ErrorBoundary>
          <section aria-label="Notifications">
            <Toaster inline toasterId={TOASTER_ID} position="bottom" limit={3} />
          </section>
        </QueryClientProvider>
      </FluentProvider>
    </RendererProvider>
  );
}
