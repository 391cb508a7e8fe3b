import { z } from 'zod';

/** The name that identifies the rule; Outlook shows it among the user's rules, where they can change it. */
export const ruleName = 'Blocked senders';

/** https://learn.microsoft.com/graph/api/resources/messagerule */
const ruleSchema = z.object({
  id: z.string(),
  displayName: z.literal(ruleName),
  isEnabled: z.literal(true),
  isReadOnly: z.literal(false).nullish(),
  conditions: z.looseObject({
    fromAddresses: z.array(z.object({ emailAddress: z.object({ address: z.string() }) })).min(1),
  }),
  exceptions: z.record(z.string(), z.unknown()).nullish(),
});

export interface SenderRule {
  readonly id: string;
  /** In lower case. */
  readonly addresses: readonly string[];
}

/**
 * The rules that block senders and nothing else. A rule of that name which the user has turned off, or given another
 * condition or an exception, is theirs: it is not changed. There are two for a moment when the first senders are
 * blocked in two programs at once.
 */
export function senderRulesIn(rules: readonly unknown[]): readonly SenderRule[] {
  return rules.flatMap((item) => {
    const { data: rule } = ruleSchema.safeParse(item);
    if (rule === undefined || namesIn(rule.conditions).length !== 1 || namesIn(rule.exceptions ?? {}).length !== 0) {
      return [];
    }
    const addresses = rule.conditions.fromAddresses.map(({ emailAddress }) => emailAddress.address.toLowerCase());
    return [{ id: rule.id, addresses }];
  });
}

export function addressesOf(rules: readonly SenderRule[]): readonly string[] {
  return [...new Set(rules.flatMap(({ addresses }) => addresses))];
}

/** Of the present members: Graph may send the others as null. */
function namesIn(predicates: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(predicates).filter((name) => predicates[name] !== null && !name.startsWith('@odata.'));
}
