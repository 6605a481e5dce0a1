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
	/** Names of places of service and of taxonomy codes, by code. */
	readonly places: Readonly<Record<string, string>>;
	readonly taxonomies: Readonly<Record<string, string>>;
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

export interface ResolvedLine extends Omit<ServiceLineRequest, 'charge' | 'drug' | 'description'> {
	/** The clinic's words, or else the official title. */
	readonly description: string;
	readonly charge: Cents;
	readonly drug?: (Omit<NonNullable<ServiceLineRequest['drug']>, 'ndc'> & { readonly ndc: Ndc }) | undefined;
}

/** Maps letters to codes with their dots. Text that is not an ICD-10-CM code stays as given. */
export function diagnosisLetters(request: Pick<SuperbillRequest, 'diagnoses'>): Record<string, string> {
	return Object.fromEntries(
		request.diagnoses.map(({ code }, i) => [DIAGNOSIS_LETTERS[i], dottedDiagnosis(code) ?? code]),
	);
}

/** Looks up the official name of a code on a date. */
type NameOf = (code: string, date: IsoDate) => string | undefined;

/** Official names that are printed. */
export interface OfficialNames {
	/** Titles of diagnoses without a description, in the order of the request. */
	readonly diagnoses: readonly (string | undefined)[];
	/** Titles of lines without a description, in the order of the request. */
	readonly lines: readonly (string | undefined)[];
	/** Names of places of service and of taxonomy codes, by code. */
	readonly places: Readonly<Record<string, string>>;
	readonly taxonomies: Readonly<Record<string, string>>;
}

export const NO_NAMES: OfficialNames = { diagnoses: [], lines: [], places: {}, taxonomies: {} };

/** Looks up the official names for a request without errors: of each code on its first date of service. */
export function officialNames(
	request: SuperbillRequest,
	{
		diagnosis,
		procedure,
		place,
		taxonomy,
	}: Readonly<Record<'diagnosis' | 'procedure' | 'place' | 'taxonomy', NameOf>>,
): OfficialNames {
	const { diagnoses, serviceLines, billingProvider } = request;
	const [first] = serviceLines.map(({ date }) => date).sort() as [IsoDate];
	const clinicians = [
		request.renderingProvider,
		request.supervisingProvider,
		request.referringProvider,
		...serviceLines.map((line) => line.renderingProvider),
	];
	return {
		diagnoses: diagnoses.map(({ code, description }, i) =>
			description === undefined
				? diagnosis(checked(dottedDiagnosis(code)), firstDay(serviceLines, DIAGNOSIS_LETTERS[i] as string))
				: undefined,
		),
		lines: serviceLines.map(({ code, date, description }) =>
			description === undefined ? procedure(code, date) : undefined,
		),
		places: named(
			serviceLines.map(({ placeOfService, date }) => [placeOfService, date] as const),
			place,
		),
		taxonomies: named(
			[billingProvider, ...clinicians].flatMap((provider) =>
				provider?.taxonomy === undefined ? [] : [[provider.taxonomy, first] as const],
			),
			taxonomy,
		),
	};
}

function named(
	codes: readonly (readonly [code: string, date: IsoDate])[],
	nameOf: NameOf,
): Record<string, string> {
	const names: Record<string, string> = {};
	for (const [code, date] of codes) {
		const name = names[code] ?? nameOf(code, date);
		if (name !== undefined) names[code] = name;
	}
	return names;
}

/**
 * Turns a request without errors into a superbill. A diagnosis or a line without a description gets its official title.
 * @throws TypeError if a rule would have refused the request
 */
export function resolve(
	request: SuperbillRequest,
	issuedOn: string,
	names: OfficialNames = NO_NAMES,
): Superbill {
	const { template: _template, language: _language, diagnoses, serviceLines, ...rest } = request;
	return {
		...rest,
		issuedOn,
		taxId: checked(formatTaxId(request.billingProvider.taxId.type, request.billingProvider.taxId.value)),
		diagnoses: diagnoses.map((given, i) => ({
			letter: DIAGNOSIS_LETTERS[i] as string,
			code: checked(dottedDiagnosis(given.code)),
			description: given.description ?? names.diagnoses[i],
		})),
		places: names.places,
		taxonomies: names.taxonomies,
		visits: visits(
			serviceLines.map((line, i) => ({ ...line, description: line.description ?? names.lines[i] ?? '' })),
		),
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

type DescribedLine = ServiceLineRequest & { readonly description: string };

function visits(lines: readonly DescribedLine[]): DatedVisit[] {
	const byDate = new Map<string, DescribedLine[]>();
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

function resolveLine(line: DescribedLine): ResolvedLine {
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
