import type { Telehealth } from '../packs/pack.ts';
import type { RequestPath, Rule, RuleFinding } from '../rule.ts';
import { eachLine, type LocatedLine } from '../walk.ts';

/** Rules on the place of service (CMS-1500 box 24B) and on telehealth. */

const PLACE = 'Use the code for the place on that date, such as 11 for an office.';

export const placeOfServiceUnknown: Rule = {
	id: 'place-of-service-unknown',
	severity: 'error',
	requirement: "Every place of service is in CMS's list on the date of service.",
	why: "Payers look up the place in CMS's Place of Service Code Set (CMS-1500 box 24B), and it affects what they pay. They reject a code that has not taken effect just like an unknown one.",
	fix: PLACE,
	*check({ request, knowledge }) {
		for (const { line, at } of eachLine(request)) {
			const answer = knowledge.placeOfService(line.placeOfService, line.date);
			if (answer.known) continue;
			yield {
				at: [...at, 'placeOfService'],
				message:
					answer.from === undefined
						? `Place of service ${line.placeOfService} is not in CMS's list.`
						: `Place of service ${line.placeOfService} takes effect on ${answer.from}, after the service on ${line.date}.`,
				help: PLACE,
			};
		}
	},
};

const TELEHEALTH_PLACES: ReadonlySet<string> = new Set(['02', '10']);
/** Clinicians of a hospital keep its place of service and add modifier 95 (CMS, MLN booklet 901705, Telehealth). */
const HOSPITAL_PLACES: ReadonlySet<string> = new Set(['19', '21', '22', '23']);
/** Until 2023, telehealth had the place where the visit would have been in person (CMS, MLN booklet 901705). */
const LAST_DAY_OF_OFFICE_PLACES = '2023-12-31';

const VIDEO_MODIFIERS: ReadonlySet<string> = new Set(['95', 'GT']);
const AUDIO_ONLY_MODIFIERS: ReadonlySet<string> = new Set(['93', 'FQ']);
const TELEHEALTH_MODIFIERS: ReadonlySet<string> = new Set([
	...VIDEO_MODIFIERS,
	...AUDIO_ONLY_MODIFIERS,
	'GQ',
]);

type Line = LocatedLine['line'];
type Way = Telehealth['way'];

/** A contradiction in a line, and where in it. */
interface Mismatch extends Omit<RuleFinding, 'at'> {
	readonly at: RequestPath;
}

export const telehealthMismatch: Rule = {
	id: 'telehealth-mismatch',
	severity: 'warning',
	requirement:
		'Place of service, modifiers, telehealth details and code of a line agree on whether the patient was there, on video or on the phone.',
	why: 'Place of service (CMS-1500 box 24B) and modifier (box 24D) both mark telehealth, and many payers deny a line on which they disagree. Codes 98000 to 98016 are telehealth by themselves. Since 2024 Medicare wants 02 or 10 without modifier 95 (CMS, MLN booklet 901705, Telehealth), which other payers still ask for.',
	fix: 'Add the modifier (95 for video, 93 for audio only), or change the place of service (10 for the patient at home, 02 elsewhere).',
	*check({ request, knowledge: { packs } }) {
		for (const { line, at } of eachLine(request)) {
			const ways = packs.telehealth(line.code, line.date).map(({ way }) => way);
			const found = mismatch(line, ways);
			if (found) yield { ...found, at: [...at, ...found.at] };
		}
	},
};

function mismatch(line: Line, ways: readonly Way[]): Mismatch | undefined {
	const { code, date, modifiers, placeOfService } = line;
	const remote = TELEHEALTH_PLACES.has(placeOfService);
	const index = modifiers.findIndex((modifier) => TELEHEALTH_MODIFIERS.has(modifier));
	const saysModality = wrongModality(line, ways);
	if (ways.includes('in-person')) return notInPerson(line, index);
	if (saysModality) return saysModality;
	if (ways.some((way) => way === 'telehealth' || way === 'video' || way === 'audio')) return undefined;
	if (remote) {
		if (index !== -1) return undefined;
		return {
			severity: 'info',
			at: ['placeOfService'],
			message: `${code} on ${date} has place of service ${placeOfService} (telehealth) but no telehealth modifier.`,
			help: 'Medicare wants none. If the payer asks for one, add 95 for video or 93 for audio only.',
		};
	}
	if (date <= LAST_DAY_OF_OFFICE_PLACES || HOSPITAL_PLACES.has(placeOfService)) return undefined;
	if (index !== -1) {
		return {
			at: ['modifiers', index],
			message: `${code} on ${date} has telehealth modifier ${modifiers[index]} but place of service ${placeOfService}.`,
			help: `Use place of service 10 if the patient was at home or 02 if elsewhere, or remove modifier ${modifiers[index]}.`,
		};
	}
	if (line.telehealth === undefined) return undefined;
	return {
		at: ['placeOfService'],
		message: `${code} on ${date} has telehealth details but place of service ${placeOfService}.`,
		help: 'Use place of service 10 if the patient was at home or 02 if elsewhere, or remove "telehealth".',
	};
}

function notInPerson(
	{ code, date, placeOfService, modifiers, telehealth }: Line,
	index: number,
): Mismatch | undefined {
	const message = `${code} on ${date} is given in person`;
	if (TELEHEALTH_PLACES.has(placeOfService)) {
		return {
			at: ['placeOfService'],
			message: `${message}, but place of service ${placeOfService} is telehealth.`,
			help: 'Use the place where it was given: 11 for an office, 12 for the home of the patient.',
		};
	}
	if (index !== -1) {
		return {
			at: ['modifiers', index],
			message: `${message}, but modifier ${modifiers[index]} says telehealth.`,
			help: `Remove modifier ${modifiers[index]}.`,
		};
	}
	if (telehealth === undefined) return undefined;
	return {
		at: ['telehealth'],
		message: `${message}, but has telehealth details.`,
		help: 'Remove "telehealth".',
	};
}

/** Finds a modifier that contradicts the telehealth details, the code or another modifier. */
function wrongModality(line: Line, ways: readonly Way[]): Mismatch | undefined {
	const { code, date, modifiers, telehealth } = line;
	const byCode = ways.find((way) => way === 'video' || way === 'audio');
	const words = { video: 'by video', audio: 'by phone (audio only)' } as const;
	if (byCode && telehealth && telehealth.modality !== byCode) {
		return {
			at: ['telehealth', 'modality'],
			message: `${code} on ${date} is for visits ${words[byCode]}, but the telehealth details say ${words[telehealth.modality]}.`,
			help: 'Bill the code for that kind of visit, or fix "modality".',
		};
	}
	const audio = modifiers.findIndex((modifier) => AUDIO_ONLY_MODIFIERS.has(modifier));
	const video = modifiers.findIndex((modifier) => VIDEO_MODIFIERS.has(modifier));
	if (audio !== -1 && video !== -1) {
		return {
			at: ['modifiers', video],
			message: `${code} on ${date} has modifiers ${modifiers[video]} (video) and ${modifiers[audio]} (audio only).`,
			help: 'Remove one of the two.',
		};
	}
	const modality = byCode ?? telehealth?.modality;
	const wrong = modality === 'audio' ? video : modality === 'video' ? audio : -1;
	if (modality && wrong !== -1) {
		return {
			at: ['modifiers', wrong],
			message: `${code} on ${date} was ${words[modality]}, but modifier ${modifiers[wrong]} says ${words[modality === 'audio' ? 'video' : 'audio']}.`,
			help: byCode
				? `Remove modifier ${modifiers[wrong]}.`
				: `Use modifier ${modality === 'audio' ? '93 (or FQ)' : '95 (or GT)'}, or fix "modality".`,
		};
	}
	const stored = modifiers.indexOf('GQ');
	if (stored === -1 || (telehealth === undefined && !ways.includes('live'))) return undefined;
	return {
		at: ['modifiers', stored],
		message: `${code} on ${date} has modifier GQ, which is for pictures and recordings that are looked at later.`,
		help: 'Use 95 for video or 93 for audio only.',
	};
}

export const audioOnly: Rule = {
	id: 'audio-only',
	severity: 'info',
	requirement: 'No service was by phone (audio only, modifier 93 or FQ).',
	why: 'Plans differ on visits by phone: some pay only for certain services, some for none.',
	fix: 'No change is needed. The patient may want to ask the plan.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			const index = line.modifiers.findIndex((modifier) => AUDIO_ONLY_MODIFIERS.has(modifier));
			if (index === -1) continue;
			yield {
				at: [...at, 'modifiers', index],
				message: `${line.code} on ${line.date} was by phone (audio only, modifier ${line.modifiers[index]}), and plans differ on paying for that.`,
				help: 'No change is needed. The patient may want to ask the plan.',
			};
		}
	},
};
