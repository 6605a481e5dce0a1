import type { SuperbillRequest } from '../../superbill/request.ts';
import type { AskedDetail, PayerProfile } from '../packs/payer-profile.ts';
import type { RequestPath, Rule } from '../rule.ts';
import { eachLine } from '../walk.ts';

/** Rules on what one payer wants and another does not. */

interface Lacking {
	/** Words that follow "asks for". */
	readonly what: string;
	readonly help: string;
	/** Finds where it is missing. */
	find(request: SuperbillRequest): RequestPath | undefined;
}

const LACKING: Readonly<Record<AskedDetail, Lacking>> = {
	accident: {
		what: 'a statement that the condition is or is not related to work or an accident',
		help: 'Add "conditionRelatedTo", such as {"employment": false, "otherAccident": false}.',
		find: ({ conditionRelatedTo }) => (conditionRelatedTo ? undefined : []),
	},
	employer: {
		what: 'the employer through which the insurance is held',
		help: 'Add "employer" to the coverage.',
		find: ({ coverages = [] }) => missingIn('coverages', coverages, ({ employer }) => employer),
	},
	'group-number': {
		what: 'the group number',
		help: 'Add "groupNumber" from the insurance card.',
		find: ({ coverages = [] }) => missingIn('coverages', coverages, ({ groupNumber }) => groupNumber),
	},
	license: {
		what: "the clinician's license number",
		help: 'Add "license" with the state and the number.',
		find: ({ renderingProvider: { name, license } }) =>
			(name ?? license) === undefined ? ['renderingProvider'] : undefined,
	},
	'patient-phone': {
		what: "the patient's phone number",
		help: 'Add "phone" to the patient.',
		find: ({ patient }) => (patient.phone === undefined ? ['patient'] : undefined),
	},
	person: {
		what: 'the name of the person who gave the care',
		help: "Enter the clinician's first and last name instead of the name of an organization.",
		find: ({ renderingProvider }) =>
			renderingProvider.name === undefined ? undefined : ['renderingProvider', 'name'],
	},
	taxonomy: {
		what: "the clinician's taxonomy code",
		help: 'Add "taxonomy" from the clinician\'s entry in the NPI registry.',
		find: ({ renderingProvider }) =>
			renderingProvider.taxonomy === undefined ? ['renderingProvider'] : undefined,
	},
	title: {
		what: "the clinician's professional title in words",
		help: 'Add "title", such as "Psychiatric nurse practitioner".',
		find: ({ renderingProvider: { name, title } }) =>
			(name ?? title) === undefined ? ['renderingProvider'] : undefined,
	},
};

function missingIn<T>(
	list: string,
	entries: readonly T[],
	value: (entry: T) => string | undefined,
): RequestPath | undefined {
	const index = entries.findIndex((entry) => value(entry) === undefined);
	return index < 0 ? undefined : [list, index];
}

const sourceText = ({ source, checked }: PayerProfile): string => `Source: ${source} (read on ${checked}).`;

export const payerAsks: Rule = {
	id: 'payer-asks',
	severity: 'info',
	requirement: 'The superbill has what the profile of its payer asks for.',
	why: 'Payers ask for different things beyond those that every superbill has. A payer profile lists them with their source.',
	fix: 'Add what the payer asks for.',
	*check({ request, payers }) {
		for (const profile of payers) {
			for (const ask of profile.asks) {
				const { what, help, find } = LACKING[ask.for];
				const at = find(request);
				if (!at) continue;
				yield {
					at,
					severity: ask.severity,
					message: `${profile.payer} asks for ${what}.`,
					help: `${help} ${sourceText(profile)}`,
				};
			}
		}
	},
};

export const payerRefuses: Rule = {
	id: 'payer-refuses',
	severity: 'warning',
	requirement:
		'The superbill has no code that its payer takes from nobody, and its payer takes claims from members.',
	why: 'Some payers do not take codes that others want, or take no claims from members. A payer profile says so with its source.',
	fix: 'Bill the code that the finding names, or ask the payer.',
	*check({ request, payers }) {
		for (const profile of payers) {
			for (const { line, at } of eachLine(request)) {
				const entry = profile.notPaid.find(
					({ codes, from = line.date, to = line.date }) =>
						codes.includes(line.code) && from <= line.date && line.date <= to,
				);
				if (!entry) continue;
				yield {
					at: [...at, 'code'],
					message: `${profile.payer} does not pay ${line.code}.`,
					help: `${entry.instead} Source: ${entry.source}.`,
				};
			}
			if (profile.remark) yield { at: [], severity: 'info', ...profile.remark };
		}
	},
};
