import { readNdc } from '../../superbill/ndc.ts';
import type { ServiceLineRequest, SuperbillRequest } from '../../superbill/request.ts';
import type { RequestPath, Rule } from '../rule.ts';
import { eachLine } from '../walk.ts';

/** Rules on drug lines (CMS-1500 box 24, shaded half; 837P loop 2410). */

/** Codes for drugs without a specific code. */
const UNLISTED_DRUGS: ReadonlySet<string> = new Set(['J3490', 'J3590', 'C9399', 'J9999', 'J8499', 'J7999']);

const DETAILS = ['name', 'strength', 'dose', 'route'] as const;

const andList = new Intl.ListFormat('en', { type: 'conjunction' });

function missingDetails({ drug }: ServiceLineRequest): string[] {
	return drug ? DETAILS.filter((detail) => drug[detail] === undefined) : ['NDC', ...DETAILS];
}

export const unlistedDrugDetails: Rule = {
	id: 'unlisted-drug-details',
	severity: 'warning',
	requirement:
		'Every line with an unlisted drug code gives the NDC, name, strength, dose and route of the drug.',
	why: 'J3490, J3590, C9399, J9999, J8499 and J7999 do not say which drug was given. Payers price such a line by its NDC, name and dose (Medicare Claims Processing Manual, chapter 26, item 19), and return it without them.',
	fix: 'Add the NDC, name, strength, dose and route from the package and the record.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			if (!UNLISTED_DRUGS.has(line.code)) continue;
			const missing = missingDetails(line);
			if (missing.length === 0) continue;
			const names = andList.format(missing);
			yield {
				at: line.drug ? [...at, 'drug'] : at,
				message: `${line.code} on ${line.date} is an unlisted drug code, and the drug's ${names} ${missing.length === 1 ? 'is' : 'are'} missing.`,
				help: `Add the drug's ${names} from the package and the record.`,
			};
		}
	},
};

type Drug = NonNullable<ServiceLineRequest['drug']>;

function* eachDrug(
	request: SuperbillRequest,
): Generator<{ drug: Drug; line: ServiceLineRequest; at: RequestPath }> {
	for (const { line, at } of eachLine(request)) {
		if (line.drug) yield { drug: line.drug, line, at: [...at, 'drug'] };
	}
}

function* ndcProblems(request: SuperbillRequest, problem: 'format' | 'ambiguous') {
	for (const { drug, at } of eachDrug(request)) {
		const reading = readNdc(drug.ndc);
		if ('problem' in reading && reading.problem === problem) yield { ndc: drug.ndc, at: [...at, 'ndc'] };
	}
}

export const ndcFormat: Rule = {
	id: 'ndc-format',
	severity: 'error',
	requirement: 'Every NDC has the form of a National Drug Code.',
	why: 'Labels carry ten digits as 4-4-2, 5-3-2 or 5-4-1 (21 CFR 207.33), claims eleven as 5-4-2 (CMS-1500 box 24 shaded, 837P LIN03). Payers look up price and coverage by them.',
	fix: 'Copy the NDC from the package with its hyphens, or write 11 digits.',
	*check({ request }) {
		for (const { ndc, at } of ndcProblems(request, 'format')) {
			yield {
				at,
				message: `"${ndc}" is not a National Drug Code.`,
				// N4 is the qualifier before an NDC on a CMS-1500, not part of it.
				help: /^N4/i.test(ndc)
					? 'Leave out N4, and write only the digits after it.'
					: 'Copy it from the package with its hyphens (4-4-2, 5-3-2, 5-4-1 or 5-4-2), or write 11 digits.',
			};
		}
	},
};

export const ndcAmbiguous: Rule = {
	id: 'ndc-ambiguous',
	severity: 'error',
	requirement: 'Every NDC of ten digits is written with hyphens.',
	why: 'Claims carry eleven digits, with a zero added to the short segment (CMS-1500 box 24 shaded, 837P LIN03). Ten digits without hyphens do not show which segment is short, and a guess may name another drug.',
	fix: 'Copy the hyphens from the package, or add the zero that makes 11 digits.',
	*check({ request }) {
		for (const { ndc, at } of ndcProblems(request, 'ambiguous')) {
			yield {
				at,
				message: `NDC ${ndc} has 10 digits without hyphens, which can mean three different drugs.`,
				help: 'Copy the hyphens from the package, or add the zero that makes 11 digits.',
			};
		}
	},
};

export const ndcUnit: Rule = {
	id: 'ndc-unit',
	severity: 'info',
	requirement: 'No kit is counted in the NDC unit UN.',
	why: 'Payers count kits differently (CMS-1500 box 24 shaded, 837P CTP05): as one unit, as the devices or vials in it, or in milliliters.',
	fix: 'No change is needed unless the payer asks for another count.',
	*check({ request }) {
		for (const { drug, line, at } of eachDrug(request)) {
			const words = [drug.name, drug.strength, line.description].join(' ');
			if (drug.unit !== 'UN' || !/\bkits?\b/i.test(words)) continue;
			yield {
				at: [...at, 'unit'],
				message: `${line.code} on ${line.date} counts a kit as ${drug.quantity} UN; payers count kits differently.`,
				help: 'No change is needed unless the payer asks for another count.',
			};
		}
	},
};
