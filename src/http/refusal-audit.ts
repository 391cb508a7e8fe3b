import { runInRequestContext, type AuditLog, type ProblemCode } from '../common/index.js';
import type { Frontends } from '../config/index.js';
import { ContextOf } from './observation.js';
import { problemSentBy } from './problem.filter.js';
import type { Step } from './step.js';

/** A request that a rule refused before anything was done for it. */
const refusals: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'csrf_rejected',
  'navigation_required',
  'unknown_host',
  'throttled',
  'overloaded',
  'request_timeout',
]);

/** Lines of each code in a window; a flood of requests must not flood the log. */
const mostLines = 10;
const windowMs = 60_000;

interface Window {
  readonly endsAt: number;
  lines: number;
  unrecorded: number;
}

/** An audit line of a refusal, the first ten of each kind in a minute; the next line states how many were omitted. */
export function auditRefusals(
  audit: AuditLog,
  frontends: Frontends,
  now: () => number = () => performance.now(),
): Step {
  const windows = new Map<ProblemCode, Window>();
  return (request, reply, next) => {
    const code = problemSentBy(reply)?.code;
    if (code !== undefined && refusals.has(code)) {
      const at = now();
      const known = windows.get(code);
      const window =
        known === undefined || known.endsAt <= at ? { endsAt: at + windowMs, lines: 0, unrecorded: 0 } : known;
      windows.set(code, window);
      if (window.lines < mostLines) {
        window.lines++;
        const unrecorded = known === window ? 0 : (known?.unrecorded ?? 0);
        runInRequestContext(new ContextOf(request, frontends), () => {
          const { method, routeOptions } = request;
          audit.record('request_refused', { outcome: code, method, route: routeOptions.url ?? 'none', unrecorded });
        });
      } else {
        window.unrecorded++;
      }
    }
    next();
  };
}
