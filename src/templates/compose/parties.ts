import type { Block, PageColumns, Span, Text } from '../../page/content.ts';
import type { Clinician, Coverage, ReferringProvider } from '../../superbill/parties.ts';
import { addressLines, clinicianName, fullName } from '../../superbill/person.ts';
import type { Label } from '../labels.ts';
import { body, fact, fine, heading } from './blocks.ts';
import type { Composition } from './composition.ts';
import { DOT, inManner, joined, strong } from './spans.ts';

/**
 * Patient, insurance, rendering and billing provider in up to four columns. Whoever else is named, and the answers of a
 * claim form, go to the end of the shortest column. Several insurances have columns of their own below.
 */
export function parties(composition: Composition): PageColumns[] {
	const { superbill } = composition;
	const { supervisingProvider, referringProvider, coverages = [] } = superbill;
	const isAlone = coverages.length === 1;
	const insurances = coverages.map((coverage, i) =>
		insurance(composition, coverage, isAlone ? undefined : i + 1),
	);
	const columns = [
		[...patient(composition), ...guarantor(composition)],
		...(isAlone ? insurances : []),
		clinician(composition, 'provider', superbill.renderingProvider),
		billing(composition),
	];
	for (const extra of [
		supervisingProvider && clinician(composition, 'supervisor', supervisingProvider),
		referringProvider &&
			clinician(
				composition,
				referringProvider.role === 'ordering' ? 'orderer' : 'referrer',
				referringProvider,
			),
		facility(composition),
		claim(composition),
	]) {
		if (extra && extra.length > 0) shortest(columns).push(...extra);
	}
	return [beside(columns), ...(coverages.length > 1 ? [beside(insurances)] : [])];
}

function beside(columns: readonly Block[][]): PageColumns {
	return { kind: 'columns', widths: columns.map(() => 'need'), columns };
}

/** The column with the fewest blocks, or the last of several. */
function shortest(columns: readonly Block[][]): Block[] {
	return columns.reduce((best, column) => (column.length <= best.length ? column : best));
}

type Address = Parameters<typeof addressLines>[0];

const address = (given: Address | undefined): Block[] => (given ? addressLines(given).map(body) : []);

const shortAddress = (given: Address | undefined): Block[] =>
	given ? [fine(addressLines(given).join(', '))] : [];

const name = (text: string): Block => body(strong(text));

/** An identifier after its label. */
function identifier(label: Text, value: string | undefined): Block[] {
	return fact(label, value === undefined ? undefined : strong(value));
}

function birth(
	{ label, date }: Composition,
	birthDate: string | undefined,
	sex: string | undefined,
): Block[] {
	const born = birthDate && joined([label('born'), strong(date(birthDate))], ' ');
	const text = joined([born, sex], DOT);
	return text.length === 0 ? [] : [body(text)];
}

function patient(composition: Composition): Block[] {
	const { superbill, label } = composition;
	const { patient: person } = superbill;
	return [
		heading(label('patient')),
		name(fullName(person)),
		...fact(label('preferredName'), person.preferredName),
		...birth(composition, person.birthDate, person.sex),
		...identifier(label('account'), person.accountNumber),
		...address(person.address),
		...[person.phone, person.email].flatMap((text) => (text === undefined ? [] : [body(text)])),
	];
}

function guarantor({ superbill: { guarantor: person }, label }: Composition): Block[] {
	if (!person) return [];
	return [
		heading(label('guarantor')),
		body(joined([strong(fullName(person)), person.relationship], ', ')),
		...shortAddress(person.address),
		...(person.phone === undefined ? [] : [body(person.phone)]),
	];
}

/** @param ordinal of one of several insurances */
function insurance(composition: Composition, coverage: Coverage, ordinal: number | undefined): Block[] {
	const { label } = composition;
	const { subscriber, relationship } = coverage;
	return [
		heading(joined([label('insurance'), ordinal === undefined ? undefined : String(ordinal)], ' ')),
		name(coverage.payerName),
		...identifier(label('member'), coverage.memberId),
		...identifier(label('group'), coverage.groupNumber),
		...identifier(label('claimNumber'), coverage.claimNumber),
		...identifier(label('payerId'), coverage.payerId),
		...fact(label('plan'), coverage.planName),
		...fact(label('employer'), coverage.employer),
		...shortAddress(coverage.payerAddress),
		body(label(`relationship.${relationship}`)),
		...(subscriber
			? [
					...fact(label('subscriber'), strong(fullName(subscriber))),
					...birth(composition, subscriber.birthDate, subscriber.sex),
					...shortAddress(subscriber.address),
				]
			: []),
	];
}

function clinician(
	{ superbill, label }: Composition,
	role: Label,
	person: Clinician | ReferringProvider,
): Block[] {
	const { license } = person;
	return [
		heading(label(role)),
		name(clinicianName(person)),
		...(person.title === undefined ? [] : [fine(person.title)]),
		...identifier(label('npi'), person.npi),
		...identifier(label('license'), license && `${license.state} ${license.number}`),
		...fact(label('taxonomy'), withName(person.taxonomy, superbill.taxonomies)),
	];
}

function billing({ superbill, label }: Composition): Block[] {
	const { billingProvider: practice } = superbill;
	return [
		heading(label('billing')),
		...identifier(label('npi'), practice.npi),
		...fact(label('taxId'), joined([strong(superbill.taxId), `(${practice.taxId.type})`], ' ')),
		...fact(label('taxonomy'), withName(practice.taxonomy, superbill.taxonomies)),
		...identifier(label('clia'), practice.clia),
	];
}

function facility({ superbill: { serviceFacility: given }, label }: Composition): Block[] {
	if (!given) return [];
	return [
		heading(label('facility')),
		body(given.name),
		...identifier(label('npi'), given.npi),
		...shortAddress(given.address),
	];
}

/** Answers of boxes 10 to 15 and 27 of a claim form. */
function claim({ superbill, label, date }: Composition): Block[] {
	const { conditionRelatedTo: related, onset, otherDates = [], accidentDate } = superbill;
	const { releaseOfInformation, assignmentOfBenefits, acceptAssignment } = superbill;
	const yesOrNo = (value: boolean | undefined) =>
		value === undefined ? undefined : label(value ? 'yes' : 'no');
	const relations = joined(
		[
			related?.employment && label('related.employment'),
			related?.autoAccident && joined([label('related.autoAccident'), related.autoAccident.state], ' '),
			related?.otherAccident && label('related.otherAccident'),
		],
		', ',
	);
	const facts = [
		...(relations.length > 0 ? fact(label('relatedTo'), relations) : []),
		...(related && relations.length === 0 && !accidentDate ? [body(label('related.none'))] : []),
		...fact(label('accidentDate'), accidentDate && strong(date(accidentDate))),
		...(onset ? fact(label(`onset.${onset.of}`), strong(date(onset.date))) : []),
		...otherDates.flatMap((other) => fact(label(`otherDate.${other.of}`), strong(date(other.date)))),
		...fact(label('release'), yesOrNo(releaseOfInformation)),
		...fact(label('benefitsTo'), assignmentOfBenefits && label(`benefits.${assignmentOfBenefits}`)),
		...fact(label('acceptsAssignment'), yesOrNo(acceptAssignment)),
	];
	return facts.length === 0 ? [] : [heading(label('claim')), ...facts];
}

/** A code with its official name, where that is known. */
function withName(code: string | undefined, names: Readonly<Record<string, string>>): Span[] | undefined {
	if (code === undefined) return undefined;
	const official = names[code];
	return joined([strong(code), official && inManner(official, 'muted')], ' ');
}
