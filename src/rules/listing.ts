import type { Severity } from '../superbill/finding.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Setting, Settings } from './settings.ts';

/** A rule as callers and operators read about it. */
export interface ListedRule {
	readonly id: string;
	/** What the operator made of it for all practices. */
	readonly severity: Setting;
	/** What it is as shipped. */
	readonly defaultSeverity: Severity;
	readonly holds: string;
	readonly why: string;
	readonly mend: string;
}

/** The catalogue with an operator's severities. */
export function listRules(settings: Settings): ListedRule[] {
	return CATALOGUE.map(({ id, severity, holds, why, mend }) => ({
		id,
		severity: settings.get(id) ?? severity,
		defaultSeverity: severity,
		holds,
		why,
		mend,
	}));
}
