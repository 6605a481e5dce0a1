import type { IsoDate } from './dates.ts';
import { DIAGNOSIS_LETTERS, dottedDiagnosis } from './diagnosis-code.ts';
import { type Cents, parseMoney, sum } from './money.ts';
import { type Ndc, readNdc } from './ndc.ts';
import type { ServiceLineRequest, SuperbillRequest } from './request.ts';
import { formatTaxId } from './tax-id.ts';
import { computeTotals, type Totals } from './totals.ts';

/**
 * A superbill that was checked without an error: what the document is composed from. Codes carry their dots, the tax
 * id its hyphens, money is cents, diagnoses have letters, lines stand in the order of their dates.
 */
export interface Superbill
	extends Omit<SuperbillRequest, 'issuedOn' | 'diagnoses' | 'serviceLines' | 'template' | 'language'> {
	readonly issuedOn: string;
	readonly taxId: string;
	readonly diagnoses: readonly LetteredDiagnosis[];
	/** Lines grouped by date of service, dates ascending, lines of a date in the order given. */
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

/** LetteredDiagnosis letter → code with its dot (or as given, where it is no ICD-10-CM code). */
export function diagnosisLetters(request: Pick<SuperbillRequest, 'diagnoses'>): Record<string, string> {
	return Object.fromEntries(
		request.diagnoses.map(({ code }, i) => [DIAGNOSIS_LETTERS[i], dottedDiagnosis(code) ?? code]),
	);
}

/** The official title of a code on a date, where it is known. */
export type DiagnosisTitles = (code: string, date: IsoDate) => string | undefined;

/** The official titles of diagnoses without a description, on the first day that each is about, in their order. */
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
 * The superbill of a request that no rule refused. A diagnosis without a description gets its official title.
 * @param titles those of `diagnosisTitles`.
 * @throws TypeError when a rule that should have refused it was not run.
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

/** The earliest date of service that points to a diagnosis; of all of them, where none does. */
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
	if (value === undefined) throw new TypeError('only a superbill without errors can be resolved');
	return value;
}
