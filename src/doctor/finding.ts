/**
 * The check, the result and the fix. `unknown`: it can't be determined from here, which isn't a fault of the
 * configuration.
 */
export interface Finding {
  readonly area: string;
  readonly level: 'ok' | 'warning' | 'failure' | 'unknown';
  readonly text: string;
  readonly cure?: string;
}

export function ok(area: string, text: string): Finding {
  return { area, level: 'ok', text };
}

export function warning(area: string, text: string, cure: string): Finding {
  return { area, level: 'warning', text, cure };
}

export function failure(area: string, text: string, cure: string): Finding {
  return { area, level: 'failure', text, cure };
}

/** What can't be determined from here; the fix says where to check. */
export function unknown(area: string, text: string, cure: string): Finding {
  return { area, level: 'unknown', text, cure };
}

/** For a program: the overall result, and each finding. */
export function jsonOf(findings: readonly Finding[]): string {
  const worst =
    (['failure', 'warning'] as const).find((level) => findings.some((each) => each.level === level)) ?? 'ok';
  return `${JSON.stringify({ level: worst, findings }, undefined, 2)}\n`;
}

export function linesOf(findings: readonly Finding[]): string {
  const labels = { ok: 'ok  ', warning: 'WARN', failure: 'FAIL', unknown: '?   ' } as const;
  const lines = findings.map(({ area, level, text, cure }) => {
    const remedy = cure === undefined ? '' : `\n       ${' '.repeat(16)}-> ${cure}`;
    return `${labels[level]}   ${area.padEnd(16)}${text}${remedy}`;
  });
  return `${lines.join('\n')}\n`;
}
