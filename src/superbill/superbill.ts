import type { IsoDate } from './dates.ts';
import { DIAGNOSIS_LETTERS, dottedDiagnosis } from './diagnosis-code.ts';
import { type Cents, parseMoney, sum } from './money.ts';
import { type Ndc, readNdc } from './ndc.ts';
import type { ServiceLineRequest, SuperbillRequest } from './request.ts';
import { formatTaxId } from './tax-id.ts';
import { computeTotals, type Totals } from './totals.ts';

/**
 * A request without errors, ready to be composed into a document: codes with dots, the tax ID with hyphens, money in
 * cents, diagnoses with letters, lines in order of their dates.
 */
export interface Superbill
	extends Omit<SuperbillRequest, 'issuedOn' | 'diagnoses' | 'serviceLines' | 'template' | 'language'> {
	readonly issuedOn: string;
	readonly taxId: string;
	readonly diagnoses: readonly LetteredDiagnosis[];
	/** Lines grouped by date of service, in ascending order. Lines of one date keep their order. */
	readonly visits: readonly DatedVisit[];
	readonly totals: Totals;
}

export interface LetteredDiagnosis {
	readonly letter: string;
	readonly code: string;
	readonly description?: string | undefined;
}

export interface DatedVisit {
	readonly date: string;
	readonly lines: readonly ResolvedLine[];
	readonly subtotal: Cents;
}

export interface ResolvedLine extends Omit<ServiceLineRequest, 'charge' | 'drug'> {
	readonly charge: Cents;
	readonly drug?: (Omit<NonNullable<ServiceLineRequest['drug']>, 'ndc'> & { readonly ndc: Ndc }) | undefined;
}

/** Maps letters to codes with their dots. Text that is not an ICD-10-CM code stays as given. */
export function diagnosisLetters(request: Pick<SuperbillRequest, 'diagnoses'>): Record<string, string> {
	return Object.fromEntries(
		request.diagnoses.map(({ code }, i) => [DIAGNOSIS_LETTERS[i], dottedDiagnosis(code) ?? code]),
	);
}

/** Looks up the official title of a code on a date. */
export type DiagnosisTitles = (code: string, date: IsoDate) => string | undefined;

/** Looks up titles of diagnoses without a description, each on its first date of service. */
export function diagnosisTitles(
	{ diagnoses, serviceLines }: Pick<SuperbillRequest, 'diagnoses' | 'serviceLines'>,
	titleOf: DiagnosisTitles,
): (string | undefined)[] {
	return diagnoses.map(({ code, description }, i) =>
		description === undefined
			? titleOf(checked(dottedDiagnosis(code)), firstDay(serviceLines, DIAGNOSIS_LETTERS[i] as string))
			: undefined,
	);
}

/**
 * Turns a request without errors into a superbill. A diagnosis without a description gets its official title.
 * @param titles result of `diagnosisTitles`
 * @throws TypeError if a rule would have refused the request
 */
export function resolve(
	request: SuperbillRequest,
	issuedOn: string,
	titles: readonly (string | undefined)[] = [],
): Superbill {
	const { template: _template, language: _language, diagnoses, serviceLines, ...rest } = request;
	return {
		...rest,
		issuedOn,
		taxId: checked(formatTaxId(request.billingProvider.taxId.type, request.billingProvider.taxId.value)),
		diagnoses: diagnoses.map((given, i) => ({
			letter: DIAGNOSIS_LETTERS[i] as string,
			code: checked(dottedDiagnosis(given.code)),
			description: given.description ?? titles[i],
		})),
		visits: visits(serviceLines),
		totals: computeTotals(request),
	};
}

/** Finds the earliest date of a line that points to a diagnosis, or else of any line. */
function firstDay(lines: readonly ServiceLineRequest[], letter: string): IsoDate {
	const pointing = lines.filter(({ diagnosisPointers }) => diagnosisPointers.includes(letter));
	return (pointing.length > 0 ? pointing : lines).reduce(
		(first, { date }) => (date < first ? date : first),
		'9999-12-31',
	);
}

function visits(lines: readonly ServiceLineRequest[]): DatedVisit[] {
	const byDate = new Map<string, ServiceLineRequest[]>();
	for (const line of lines) {
		const ofDate = byDate.get(line.date);
		if (ofDate) ofDate.push(line);
		else byDate.set(line.date, [line]);
	}
	return [...byDate]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([date, ofDate]) => ({
			date,
			lines: ofDate.map(resolveLine),
			subtotal: sum(ofDate.map((line) => line.charge)),
		}));
}

function resolveLine(line: ServiceLineRequest): ResolvedLine {
	const { charge, drug, ...rest } = line;
	if (!drug) return { ...rest, charge: parseMoney(charge) };
	const reading = readNdc(drug.ndc);
	return {
		...rest,
		charge: parseMoney(charge),
		drug: { ...drug, ndc: checked('ndc' in reading ? reading.ndc : undefined) },
	};
}

function checked<T>(value: T | undefined): T {
	if (value === undefined) throw new TypeError('only a request without errors can be resolved');
	return value;
}
