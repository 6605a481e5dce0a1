import { CATALOGUE } from './catalogue.ts';
import type { RuleSeverities } from './severities.ts';

/** Lists the catalogue for callers and operators, with an operator's severities for all practices. */
export function listRules(severities: RuleSeverities) {
	return CATALOGUE.map(({ id, severity, requirement, why, fix }) => ({
		id,
		severity: severities.get(id) ?? severity,
		defaultSeverity: severity,
		requirement,
		why,
		fix,
	}));
}
