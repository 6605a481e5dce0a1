import { type Finding, pointer } from '../superbill/finding.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Case, Rule } from './rule.ts';

/** Runs every rule and lists every finding, in the order of the catalogue. */
export function check(subject: Case, rules: readonly Rule[] = CATALOGUE): Finding[] {
	return rules.flatMap((rule) =>
		Array.from(rule.check(subject), ({ at, message, help, severity = rule.severity }) => ({
			rule: rule.id,
			severity,
			pointer: pointer(at),
			message,
			help,
		})),
	);
}
