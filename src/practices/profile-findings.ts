import { type Finding, fieldLabel } from '../superbill/finding.ts';
import { shapeFinding } from '../superbill/read.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import { isMasked } from '../superbill/tax-id.ts';
import type { PracticeProfile } from './practice.ts';

/**
 * What every superbill of a practice would be told about the practice itself, said of its profile: the checks run over
 * a sample that is agreeable but for the letterhead and each of the clinicians in turn.
 * @param sample passes every check.
 */
export function profileFindings(
	profile: PracticeProfile,
	sample: SuperbillRequest,
	check: (request: SuperbillRequest) => readonly Finding[],
): Finding[] {
	const request = { ...sample, billingProvider: profile.billingProvider };
	return [
		...maskedTaxId(profile),
		...check(request).flatMap((finding) => within(finding, 'billingProvider', ['billingProvider'])),
		...profile.providers.flatMap(({ clinician }, i) =>
			check({ ...request, renderingProvider: clinician }).flatMap((finding) =>
				within(finding, 'renderingProvider', ['providers', i, 'clinician']),
			),
		),
	];
}

/** Whatever is made of the rules, a mask is never printed. */
function maskedTaxId({ billingProvider }: PracticeProfile): Finding[] {
	if (!isMasked(billingProvider.taxId.value)) return [];
	return [
		shapeFinding(
			['billingProvider', 'taxId', 'value'],
			'billingProvider.taxId.value is masked, and no such number of this type is on file.',
			'Write the number in full.',
		),
	];
}

/** A finding inside a property of the sample, as one inside a place of the profile. */
function within(finding: Finding, property: string, place: readonly (string | number)[]): Finding[] {
	const { pointer, message } = finding;
	if (!pointer.startsWith(`/${property}/`)) return [];
	return [
		{
			...finding,
			pointer: `/${place.join('/')}${pointer.slice(property.length + 1)}`,
			message: message.replace(fieldLabel([property]), fieldLabel(place.slice(0, 2))),
		},
	];
}
