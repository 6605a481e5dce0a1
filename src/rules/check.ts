import { type Finding, pointer } from '../superbill/finding.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Case, Rule } from './rule.ts';
import { AS_SHIPPED, type Settings } from './settings.ts';

/**
 * Runs every rule that is not off, and lists every finding in the order of the catalogue. A severity that the operator
 * has set replaces whatever the rule would say.
 */
export function check(
	subject: Case,
	settings: Settings = AS_SHIPPED,
	rules: readonly Rule[] = CATALOGUE,
): Finding[] {
	return rules.flatMap((rule) => {
		const set = settings.get(rule.id);
		if (set === 'off') return [];
		return Array.from(rule.check(subject), ({ at, message, help, severity = rule.severity }) => ({
			rule: rule.id,
			severity: set ?? severity,
			pointer: pointer(at),
			message,
			help,
		}));
	});
}
