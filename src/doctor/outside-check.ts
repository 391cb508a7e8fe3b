import type { AppConfig } from '../config/index.js';
import { failure, ok, warning, type Finding } from './finding.js';

const timeLimitMs = 5_000;

/** Inbound callers and outbound reports: Graph's notifications, and the collector of traces. */
export async function outsideFindings(config: AppConfig): Promise<Finding[]> {
  return (await Promise.all([notificationFinding(config), collectorFinding(config)])).flat();
}

/** Requested as Graph does before it creates a subscription; whether Graph reaches it is another question. */
async function notificationFinding({ graphNotificationUrl }: AppConfig): Promise<Finding[]> {
  if (graphNotificationUrl === undefined) {
    return [];
  }
  const token = 'Validation: doctor';
  const answer = await post(`${graphNotificationUrl}?validationToken=${encodeURIComponent(token)}`, 'text/plain', '');
  if (answer === undefined) {
    const cure = 'Start the service, or check DNS and the proxy: Graph must reach it from the internet.';
    return [warning('notifications', `${graphNotificationUrl} does not answer from here`, cure)];
  }
  const isOurs = answer.status === 200 && (await answer.text()) === token;
  return [
    isOurs
      ? ok('notifications', `${graphNotificationUrl} answers as Graph expects`)
      : failure(
          'notifications',
          `${graphNotificationUrl} answers ${answer.status}, and not what Graph expects`,
          'GRAPH_NOTIFICATION_URL must lead to /graph/notifications of this service.',
        ),
  ];
}

/** An export without spans, which every collector accepts. */
async function collectorFinding({ otlpEndpoint }: AppConfig): Promise<Finding[]> {
  if (otlpEndpoint === undefined) {
    return [];
  }
  const url = `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`;
  const answer = await post(url, 'application/json', '{"resourceSpans":[]}');
  const said = answer === undefined ? 'does not answer' : `answers ${answer.status}`;
  return [
    answer?.ok === true
      ? ok('traces', `${url} takes traces`)
      : failure(
          'traces',
          `${url} ${said}`,
          'Check OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, the way out.',
        ),
  ];
}

async function post(url: string, contentType: string, body: string): Promise<Response | undefined> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeLimitMs),
  }).catch(() => undefined);
}
