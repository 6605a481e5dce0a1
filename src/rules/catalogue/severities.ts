import { z } from 'zod';
import type { Severity } from '../../superbill/finding.ts';
import { NPI_PATTERN } from '../../superbill/npi.ts';
import { CATALOGUE } from './catalogue.ts';

/** The severity of a rule after the operator's changes; `off` skips it. */
export type RuleSeverity = Severity | 'off';

/** Severities by rule id. A rule that is absent keeps its own. */
export type RuleSeverities = ReadonlyMap<string, RuleSeverity>;

export const AS_SHIPPED: RuleSeverities = new Map();

/** The severities that `RULES_FILE` sets, for all practices and for single ones. */
export interface OperatorSeverities {
	readonly forAll: RuleSeverities;
	/** Looks up a practice by the NPI of its `billingProvider`. */
	of(billingNpi: string): RuleSeverities;
	/** Errors that no longer refuse a superbill, one sentence each. */
	readonly lowered: readonly string[];
}

const RULE_IDS: ReadonlySet<string> = new Set(CATALOGUE.map(({ id }) => id));

/** Schema of severities by rule id. */
export const severities = z
	.record(
		z.string(),
		z.enum(['error', 'warning', 'info', 'off'], { error: 'must be one of error, warning, info, off' }),
		'must be a list of rules with their severities, like "not-paid: info"',
	)
	.superRefine((set, context) => {
		for (const id of Object.keys(set)) {
			if (RULE_IDS.has(id)) continue;
			const message =
				id === 'shape'
					? 'cannot be set: a request of the wrong shape cannot be read'
					: 'is no rule; docs/rules lists them';
			context.addIssue({ code: 'custom', path: [id], message });
		}
	});

/** `RULES_FILE`: severities for all practices, and for single ones by billing NPI. */
export const RulesFile = z.strictObject({
	rules: severities.default({}),
	practices: z
		.record(
			z.string(),
			z.strictObject({ rules: severities.default({}) }, 'must hold "rules"'),
			'must be a list of practices by NPI',
		)
		.superRefine((practices, context) => {
			for (const npi of Object.keys(practices)) {
				if (NPI_PATTERN.test(npi)) continue;
				context.addIssue({
					code: 'custom',
					path: [npi],
					message: 'must be the NPI of a billing provider: ten digits in quotes, the first 1 or 2',
				});
			}
		})
		.default({}),
});

/** Resolves what `RULES_FILE` holds into the severities of every practice. */
export function resolveSeverities({ rules, practices }: z.output<typeof RulesFile>): OperatorSeverities {
	const forAll = new Map(Object.entries(rules));
	const byNpi = new Map(
		Object.entries(practices).map(([npi, own]) => [npi, new Map([...forAll, ...Object.entries(own.rules)])]),
	);
	return {
		forAll,
		of: (billingNpi) => byNpi.get(billingNpi) ?? forAll,
		lowered: [
			...loweredBy(forAll, ''),
			...Object.entries(practices).flatMap(([npi, own]) =>
				loweredBy(new Map(Object.entries(own.rules)), ` for the practice with NPI ${npi}`),
			),
		],
	};
}

function loweredBy(severities: RuleSeverities, whom: string): string[] {
	return CATALOGUE.flatMap(({ id, severity }) => {
		const set = severities.get(id);
		if (severity !== 'error' || set === undefined || set === 'error') return [];
		return [`${id} is ${set === 'off' ? 'off' : `only ${set === 'info' ? 'an info' : 'a warning'}`}${whom}.`];
	});
}
