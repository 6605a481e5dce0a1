import { type Finding, fieldLabel } from '../superbill/finding.ts';
import { shapeFinding } from '../superbill/read.ts';
import type { ServiceLineRequest, SuperbillRequest } from '../superbill/request.ts';
import { isMasked } from '../superbill/tax-id.ts';
import type { PracticeProfile } from './practice.ts';
import { type Service, SUPPLIED_FIELDS, suppliedTo } from './service.ts';

/**
 * Finds what would be wrong on every superbill of a practice. Runs the checks on a sample that has the practice's letterhead
 * and, in turn, each of its clinicians and services, and moves the findings to the profile.
 * @param sample a request that passes every check
 * @param checkToday checks services as billed today, when their codes must be valid
 */
export function profileFindings(
	profile: PracticeProfile,
	sample: SuperbillRequest,
	check: (request: SuperbillRequest) => readonly Finding[],
	checkToday: (line: ServiceLineRequest) => readonly Finding[],
): Finding[] {
	const request = { ...sample, billingProvider: profile.billingProvider };
	// The clinician is the same on every line, and there may be 200 of them.
	const short = { ...request, serviceLines: request.serviceLines.slice(0, 1) };
	return [
		...maskedTaxId(profile),
		...check(request).flatMap((finding) => within(finding, 'billingProvider', ['billingProvider'])),
		...profile.providers.flatMap(({ clinician }, i) =>
			check({ ...short, renderingProvider: clinician }).flatMap((finding) =>
				within(finding, 'renderingProvider', ['providers', i, 'clinician']),
			),
		),
		...profile.services.flatMap((service, i) => serviceFindings(service, i, sample, checkToday)),
	];
}

/** The only line of a sample. */
const LINE = 'serviceLines/0';

/** Warns only: a visit can correct what it takes from a service, and a code that expires must not lock the practice. */
function serviceFindings(
	service: Service,
	index: number,
	{ serviceLines: [line] }: SuperbillRequest,
	check: (line: ServiceLineRequest) => readonly Finding[],
): Finding[] {
	const { date, placeOfService, charge, diagnosisPointers } = line as ServiceLineRequest;
	const sample = { date, placeOfService, charge, diagnosisPointers };
	const findings = check({ ...sample, ...suppliedTo({}, service) } as ServiceLineRequest);
	const given = SUPPLIED_FIELDS.filter((name) => service[name] !== undefined);
	return findings.flatMap((finding) => {
		const [, , , name = ''] = finding.pointer.split('/');
		const isName = name === 'description' && service.description === undefined;
		if (!isName && !given.some((field) => field === name)) return [];
		const { severity } = finding;
		return within({ ...finding, severity: severity === 'error' ? 'warning' : severity }, LINE, [
			'services',
			index,
		]).map((moved) => (isName ? { ...moved, pointer: `/services/${index}/name` } : moved));
	});
}

/** A masked tax ID is never printed, however the operator sets the rules. */
function maskedTaxId({ billingProvider }: PracticeProfile): Finding[] {
	if (!isMasked(billingProvider.taxId.value)) return [];
	const path = ['billingProvider', 'taxId', 'value'];
	return [
		shapeFinding(
			path,
			`${fieldLabel(path)} is masked, and no tax ID on file fits the mask.`,
			'Write the number in full.',
		),
	];
}

/** Moves a finding from a property of the sample to a place in the profile. */
function within(finding: Finding, property: string, place: readonly (string | number)[]): Finding[] {
	const { pointer, message } = finding;
	if (!pointer.startsWith(`/${property}/`)) return [];
	return [
		{
			...finding,
			pointer: `/${place.join('/')}${pointer.slice(property.length + 1)}`,
			message: message.replace(
				property === LINE ? 'Service line 1' : fieldLabel([property]),
				fieldLabel(place.slice(0, 2)),
			),
		},
	];
}
