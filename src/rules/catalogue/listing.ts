import type { Severity } from '../../superbill/finding.ts';
import { CATALOGUE } from './catalogue.ts';
import type { RuleSeverities, RuleSeverity } from './severities.ts';

/** Description of a rule for callers and operators. */
export interface ListedRule {
	readonly id: string;
	/** Severity for all practices, as the operator has set it. */
	readonly severity: RuleSeverity;
	readonly defaultSeverity: Severity;
	readonly requirement: string;
	readonly why: string;
	readonly fix: string;
}

/** Lists the catalogue with an operator's severities. */
export function listRules(severities: RuleSeverities): ListedRule[] {
	return CATALOGUE.map(({ id, severity, requirement, why, fix }) => ({
		id,
		severity: severities.get(id) ?? severity,
		defaultSeverity: severity,
		requirement,
		why,
		fix,
	}));
}
