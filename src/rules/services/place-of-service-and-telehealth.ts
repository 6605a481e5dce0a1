import type { Rule } from '../rule.ts';
import { eachLine } from '../walk.ts';

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
const TELEHEALTH_MODIFIERS: ReadonlySet<string> = new Set(['95', '93', 'GT', 'GQ', 'FQ']);
const AUDIO_ONLY_MODIFIERS: ReadonlySet<string> = new Set(['93', 'FQ']);

export const telehealthMismatch: Rule = {
	id: 'telehealth-mismatch',
	severity: 'warning',
	requirement:
		'A line with place of service 02 or 10 has modifier 95, 93, GT, GQ or FQ, and a line with one of these has 02 or 10.',
	why: 'Place of service (CMS-1500 box 24B) and modifier (box 24D) both mark telehealth. Many payers deny a line on which only one of them does.',
	fix: 'Add the modifier (95 for video, 93 for audio only), or change the place of service (10 for the patient at home, 02 elsewhere).',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			const remote = TELEHEALTH_PLACES.has(line.placeOfService);
			const index = line.modifiers.findIndex((modifier) => TELEHEALTH_MODIFIERS.has(modifier));
			if (remote && index === -1) {
				yield {
					at: [...at, 'placeOfService'],
					message: `${line.code} on ${line.date} has place of service ${line.placeOfService} (telehealth) but no telehealth modifier.`,
					help: 'Add modifier 95 for video or 93 for audio only (for some payers GT, GQ or FQ), or change the place of service.',
				};
			} else if (!remote && index !== -1) {
				yield {
					at: [...at, 'modifiers', index],
					message: `${line.code} on ${line.date} has telehealth modifier ${line.modifiers[index]} but place of service ${line.placeOfService}.`,
					help: `Use place of service 10 if the patient was at home or 02 if elsewhere, or remove modifier ${line.modifiers[index]}.`,
				};
			}
		}
	},
};

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
