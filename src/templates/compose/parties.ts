import type { Block, Definitions, PageColumns } from '../../page/content.ts';
import type { Clinician, Coverage, ReferringProvider } from '../../superbill/parties.ts';
import { addressLines, clinicianName, fullName } from '../../superbill/person.ts';
import type { Superbill } from '../../superbill/superbill.ts';
import type { Label, Labels } from '../labels.ts';
import { definitions, type Entry, fine, heading, type Lines } from './blocks.ts';
import type { Composition } from './composition.ts';
import { joined, strong } from './spans.ts';

/**
 * Patient, insurance and provider in three columns. A supervisor, referrer or facility goes at the end of the shortest
 * column.
 */
export function parties(composition: Composition): PageColumns[] {
	const { superbill, label } = composition;
	const columns = [patient(composition), insurances(composition), provider(composition)];
	for (const extra of [
		superbill.supervisingProvider && [
			heading(label('supervisor')),
			definitions(label, clinician('name', superbill.supervisingProvider, superbill)),
		],
		superbill.referringProvider && [
			heading(label(superbill.referringProvider.role === 'ordering' ? 'orderer' : 'referrer')),
			definitions(label, clinician('name', superbill.referringProvider, superbill)),
		],
		superbill.serviceFacility && facility(superbill.serviceFacility, label),
		claim(composition),
	]) {
		if (extra) shortest(columns).push(...extra);
	}
	return [{ kind: 'columns', widths: [1, 1, 1], columns }];
}

/** The column with the fewest lines, or the last of several. */
function shortest(columns: readonly Block[][]): Block[] {
	const lines = (blocks: readonly Block[]): number =>
		blocks.reduce((sum, block) => {
			if (block.kind !== 'definitions') return sum + 2;
			return block.items.reduce((count, { value }) => count + value.length, sum);
		}, 0);
	return columns.reduce((best, column) => (lines(column) <= lines(best) ? column : best));
}

const address = (given: Parameters<typeof addressLines>[0] | undefined): Lines | undefined =>
	given && { lines: addressLines(given) };

function patient({ superbill, label, date }: Composition): Block[] {
	const { patient: person, guarantor } = superbill;
	return [
		heading(label('patient')),
		definitions(label, [
			['name', strong(fullName(person))],
			['preferredName', person.preferredName],
			['born', date(person.birthDate)],
			['sex', person.sex],
			['account', person.accountNumber],
			['address', address(person.address)],
			['phone', person.phone],
			['email', person.email],
		]),
		...(guarantor
			? [
					heading(label('guarantor')),
					definitions(label, [
						['name', strong(fullName(guarantor))],
						['relationship', guarantor.relationship],
						['address', address(guarantor.address)],
						['phone', guarantor.phone],
					]),
				]
			: []),
	];
}

function insurances(composition: Composition): Block[] {
	const { superbill, label } = composition;
	const coverages = superbill.coverages ?? [];
	if (coverages.length === 0) {
		return [heading(label('insurance')), { ...fine(label('noInsurance')), apart: true }];
	}
	return coverages.flatMap((coverage, i) => [
		heading(coverages.length === 1 ? label('insurance') : joined([label('insurance'), String(i + 1)], ' ')),
		insurance(composition, coverage),
	]);
}

function insurance({ label, date }: Composition, { subscriber, ...coverage }: Coverage): Definitions {
	return definitions(label, [
		['payer', coverage.payerName],
		['payerId', coverage.payerId],
		['payerAddress', address(coverage.payerAddress)],
		['member', strong(coverage.memberId)],
		['group', coverage.groupNumber],
		['claimNumber', coverage.claimNumber],
		['plan', coverage.planName],
		['employer', coverage.employer],
		['patientIs', label(`relationship.${coverage.relationship}`)],
		['subscriber', subscriber && fullName(subscriber)],
		['born', subscriber?.birthDate && date(subscriber.birthDate)],
		['sex', subscriber?.sex],
		['address', address(subscriber?.address)],
	]);
}

function provider({ superbill, label }: Composition): Block[] {
	const { billingProvider: practice } = superbill;
	return [
		heading(label('provider')),
		definitions(label, [
			...clinician('renderedBy', superbill.renderingProvider, superbill),
			['billingNpi', strong(practice.npi)],
			['taxId', joined([strong(superbill.taxId), `(${practice.taxId.type})`], ' ')],
			['billingTaxonomy', withName(practice.taxonomy, superbill.taxonomies)],
			['clia', practice.clia],
			['payTo', address(practice.payToAddress)],
		]),
	];
}

function facility(given: NonNullable<Superbill['serviceFacility']>, label: Labels): Block[] {
	return [
		heading(label('facility')),
		definitions(label, [
			['name', given.name],
			['npi', given.npi],
			['address', address(given.address)],
		]),
	];
}

/** Answers of boxes 10 to 15 and 27 of a claim form. */
function claim({ superbill, label, date }: Composition): Block[] | undefined {
	const { conditionRelatedTo: related, onset, otherDates = [], accidentDate } = superbill;
	const { releaseOfInformation, assignmentOfBenefits, acceptAssignment } = superbill;
	const yesOrNo = (value: boolean | undefined) => value !== undefined && label(value ? 'yes' : 'no');
	const relations = joined(
		[
			related?.employment && label('related.employment'),
			related?.autoAccident && joined([label('related.autoAccident'), related.autoAccident.state], ' '),
			related?.otherAccident && label('related.otherAccident'),
		],
		', ',
	);
	const entries: Entry[] = [
		['relatedTo', relations.length === 0 ? undefined : relations],
		['accidentDate', accidentDate && date(accidentDate)],
		...(onset ? [[`onset.${onset.of}`, date(onset.date)] as const] : []),
		...otherDates.map((other) => [`otherDate.${other.of}`, date(other.date)] as const),
		['release', yesOrNo(releaseOfInformation) || undefined],
		['benefitsTo', assignmentOfBenefits && label(`benefits.${assignmentOfBenefits}`)],
		['acceptsAssignment', yesOrNo(acceptAssignment) || undefined],
	];
	if (entries.every(([, value]) => value === undefined)) return undefined;
	return [heading(label('claim')), definitions(label, entries)];
}

/** A code with its official name, where that is known. */
function withName(code: string | undefined, names: Readonly<Record<string, string>>): string | undefined {
	return code === undefined ? undefined : [code, names[code]].filter(Boolean).join(' ');
}

function clinician(
	role: Label,
	person: Clinician | ReferringProvider,
	{ taxonomies }: Pick<Superbill, 'taxonomies'>,
): Entry[] {
	return [
		[role, strong(clinicianName(person))],
		['title', person.title],
		['npi', person.npi && strong(person.npi)],
		['license', person.license && `${person.license.state} ${person.license.number}`],
		['taxonomy', withName(person.taxonomy, taxonomies)],
	];
}
