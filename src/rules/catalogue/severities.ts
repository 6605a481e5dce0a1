import { z } from 'zod';
import { SEVERITIES } from '../../superbill/finding.ts';
import { NPI_PATTERN } from '../../superbill/npi.ts';
import { CATALOGUE } from './catalogue.ts';

export const RULE_SEVERITIES = [...SEVERITIES, 'off'] as const;
/** Severity of a rule after the operator's changes. `off` skips the rule. */
export type RuleSeverity = (typeof RULE_SEVERITIES)[number];

/** Severities by rule id. An absent rule keeps its own. */
export type RuleSeverities = ReadonlyMap<string, RuleSeverity>;

export const AS_SHIPPED: RuleSeverities = new Map();

/** Severities from `RULES_FILE`, for all practices and for single ones. */
export interface OperatorSeverities {
	readonly forAll: RuleSeverities;
	/** Looks up a practice by the NPI of its `billingProvider`. */
	of(billingNpi: string): RuleSeverities;
	/** Errors that no longer refuse a superbill, one sentence each. */
	readonly lowered: readonly string[];
}

const RULE_IDS: ReadonlySet<string> = new Set(CATALOGUE.map(({ id }) => id));

/** Names with a severity that cannot be changed, and the reason. */
export const FIXED_SEVERITIES: Readonly<Record<string, string>> = {
	shape: 'a request of the wrong shape cannot be read',
	'unprintable-text': 'a character that no font has cannot be drawn',
};

/**
 * Keeps one name more than there are rules, so that at least one of them is a mistake. Reading tens of thousands would
 * take long.
 */
export function fewRules(set: unknown): unknown {
	if (typeof set !== 'object' || set === null || Array.isArray(set)) return set;
	const names = Object.keys(set);
	if (names.length <= RULE_IDS.size) return set;
	return Object.fromEntries(
		names.slice(0, RULE_IDS.size + 1).map((name) => [name, set[name as keyof object]]),
	);
}

export const severities = z
	.record(
		z.string(),
		z.enum(RULE_SEVERITIES, { error: `must be one of ${RULE_SEVERITIES.join(', ')}` }),
		'must be rules with their severities, like "not-paid: info"',
	)
	.superRefine((set, context) => {
		for (const id of Object.keys(set)) {
			const fixed = Object.hasOwn(FIXED_SEVERITIES, id) ? FIXED_SEVERITIES[id] : undefined;
			if (!fixed && RULE_IDS.has(id)) continue;
			const message = fixed
				? `has a fixed severity: ${fixed}`
				: 'is not a rule; "superbill rules list" names them all';
			context.addIssue({ code: 'custom', path: [id], message });
		}
	});

/** `RULES_FILE`: severities for all practices, and for single ones by billing NPI. */
export const RulesFile = z.strictObject({
	rules: severities.default({}),
	practices: z
		.record(
			z.string(),
			z.strictObject({ rules: severities.default({}) }, 'must contain "rules"'),
			'must be practices by their NPIs',
		)
		.superRefine((practices, context) => {
			for (const npi of Object.keys(practices)) {
				if (NPI_PATTERN.test(npi)) continue;
				context.addIssue({
					code: 'custom',
					path: [npi],
					message: 'must be the NPI of a billing provider: 10 digits in quotes, the first 1 or 2',
				});
			}
		})
		.default({}),
});

/** Combines the parts of `RULES_FILE` into the severities of every practice. */
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
