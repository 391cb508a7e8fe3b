export { secondsToExpiry } from './certificate-expiry.js';
export { TelemetryModule } from './telemetry.module.js';
