import type { Severity } from '../../superbill/finding.ts';
import { CATALOGUE } from './catalogue.ts';
import type { RuleSeverities, RuleSeverity } from './severities.ts';

/** A rule as callers and operators read about it. */
export interface ListedRule {
	readonly id: string;
	/** What the operator made of it for all practices. */
	readonly severity: RuleSeverity;
	/** What it is as shipped. */
	readonly defaultSeverity: Severity;
	readonly requirement: string;
	readonly why: string;
	readonly fix: string;
}

/** The catalogue with an operator's severities. */
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
