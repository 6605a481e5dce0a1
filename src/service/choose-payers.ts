import type { Practice } from '../practices/practice.ts';
import { type PayerProfile, selectPayers } from '../rules/packs/payer-profile.ts';
import type { Finding } from '../superbill/finding.ts';
import { shapeFinding } from '../superbill/read.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import { readable } from '../superbill/salvage.ts';

/** Selects the payer profiles of a request. An id without a profile is an error. */
export function choosePayers(
	profiles: readonly PayerProfile[],
	request: SuperbillRequest,
	practice: Practice | undefined,
): { readonly payers: readonly PayerProfile[]; readonly findings: readonly Finding[] } {
	const ofPractice = practice?.profile.payerProfile;
	const named = readable(() => request.payerProfile, undefined);
	return {
		payers: readable(() => selectPayers(profiles, request, ofPractice), []),
		findings: [
			...unknownPayer(profiles, named),
			...(ofPractice === undefined || isKnown(profiles, ofPractice) ? [] : [unknownOfPractice(profiles)]),
		],
	};
}

/** Finds an id without a profile, in a request or in a practice. */
export function unknownPayer(profiles: readonly PayerProfile[], id: string | undefined): readonly Finding[] {
	if (id === undefined || isKnown(profiles, id)) return [];
	return [
		shapeFinding(
			['payerProfile'],
			`The payer profile must be one of ${quoted(profiles)}.`,
			'Choose a known payer profile, or leave it out.',
		),
	];
}

function unknownOfPractice(profiles: readonly PayerProfile[]): Finding {
	return shapeFinding(
		[],
		"The practice's payer profile is no longer installed.",
		`Have an administrator change the practice to a known payer profile (${quoted(profiles)}) or to none.`,
	);
}

const isKnown = (profiles: readonly PayerProfile[], id: string): boolean =>
	profiles.some((profile) => profile.id === id);

function quoted(profiles: readonly PayerProfile[]): string {
	return profiles.map(({ id }) => `"${id}"`).join(', ');
}
