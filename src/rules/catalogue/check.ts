import { type Finding, pointer } from '../../superbill/finding.ts';
import { readable } from '../../superbill/salvage.ts';
import type { Rule, RuleInput } from '../rule.ts';
import { CATALOGUE } from './catalogue.ts';
import { AS_SHIPPED, type RuleSeverities } from './severities.ts';

/** Runs every rule that is not off. A severity that the operator has set replaces the rule's own. */
export function check(
	input: RuleInput,
	severities: RuleSeverities = AS_SHIPPED,
	rules: readonly Rule[] = CATALOGUE,
): Finding[] {
	const findings: Finding[] = [];
	for (const rule of rules) {
		const set = severities.get(rule.id);
		if (set === 'off') continue;
		const run = () => {
			for (const { at, message, help, severity = rule.severity } of rule.check(input)) {
				findings.push({ rule: rule.id, severity: set ?? severity, pointer: pointer(at), message, help });
			}
		};
		// A rule that reads a value of the wrong shape ends there. What it found before still counts.
		readable(run, undefined);
	}
	return findings;
}
