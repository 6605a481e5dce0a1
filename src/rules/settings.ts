import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Severity } from '../superbill/finding.ts';
import { NPI_PATTERN } from '../superbill/npi.ts';
import { CATALOGUE } from './catalogue.ts';
import { readOperatorFile } from './operator-file.ts';

/** What an operator may make of a rule. */
export type Setting = Severity | 'off';

/** By rule id; a rule that is not in it keeps its own severity. */
export type Settings = ReadonlyMap<string, Setting>;

export const AS_SHIPPED: Settings = new Map();

/** The operator's settings: one file for all practices and for each. */
export interface RuleSettings {
	readonly forAll: Settings;
	/** What holds for a practice, by the NPI of its `billingProvider`. */
	of(billingNpi: string): Settings;
	/** Errors that no longer refuse a superbill, one sentence each. */
	readonly lowered: readonly string[];
}

const RULE_IDS: ReadonlySet<string> = new Set(CATALOGUE.map(({ id }) => id));

/** Severities by rule id. */
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
const RulesFile = z.strictObject({
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

/** Settings that cannot be used, each mistake with its line and column. */
export class RulesFileError extends Error {
	override readonly name = 'RulesFileError';

	constructor(mistakes: readonly string[]) {
		super(`RULES_FILE cannot be used:\n${mistakes.join('\n')}`);
	}
}

/** @throws RulesFileError with every mistake. */
export function loadSettings(file: string | undefined): RuleSettings {
	if (file === undefined) return readSettings('', '');
	let source: string;
	try {
		source = readFileSync(file, 'utf8');
	} catch {
		throw new RulesFileError(['RULES_FILE must name a file that this process may read.']);
	}
	return readSettings(basename(file), source);
}

/** @throws RulesFileError with every mistake. */
export function readSettings(file: string, source: string): RuleSettings {
	const { value, mistakes } = readOperatorFile(file, source, RulesFile);
	if (!value) throw new RulesFileError(mistakes);
	const forAll = new Map(Object.entries(value.rules));
	const practices = new Map(
		Object.entries(value.practices).map(([npi, { rules }]) => [
			npi,
			new Map([...forAll, ...Object.entries(rules)]),
		]),
	);
	return {
		forAll,
		of: (billingNpi) => practices.get(billingNpi) ?? forAll,
		lowered: [
			...loweredBy(forAll, ''),
			...Object.entries(value.practices).flatMap(([npi, { rules }]) =>
				loweredBy(new Map(Object.entries(rules)), ` for the practice with NPI ${npi}`),
			),
		],
	};
}

function loweredBy(settings: Settings, whom: string): string[] {
	return CATALOGUE.flatMap(({ id, severity }) => {
		const set = settings.get(id);
		if (severity !== 'error' || set === undefined || set === 'error') return [];
		return [`${id} is ${set === 'off' ? 'off' : `only ${set === 'info' ? 'an info' : 'a warning'}`}${whom}.`];
	});
}
