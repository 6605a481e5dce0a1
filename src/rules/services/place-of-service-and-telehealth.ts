import type { Rule } from '../rule.ts';
import { eachLine } from '../walk.ts';

/** Where the patient was (CMS-1500 box 24B), and how a visit at a distance was held. */

export const placeOfServiceUnknown: Rule = {
	id: 'place-of-service-unknown',
	severity: 'error',
	requirement: "Every place of service is in CMS's list on the date of service.",
	why: 'Payers take the place from CMS\'s "Place of Service Code Set" (CMS-1500 box 24B) and pay by it; a code before its first day is rejected like one that does not exist.',
	fix: 'Use the code that stood for the place on that day, such as 11 for an office.',
	*check({ request, knowledge }) {
		for (const { line, at } of eachLine(request)) {
			const answer = knowledge.placeOfService(line.placeOfService, line.date);
			if (answer.known) continue;
			yield {
				at: [...at, 'placeOfService'],
				message:
					answer.from === undefined
						? `Place of service ${line.placeOfService} is not in CMS's list.`
						: `Place of service ${line.placeOfService} begins on ${answer.from}, after the service on ${line.date}.`,
				help: 'Use the code that stood for the place on that day, such as 11 for an office.',
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
		'Place of service 02 or 10 goes with modifier 95, 93, GT, GQ or FQ, and each of these with 02 or 10.',
	why: 'Place (CMS-1500 box 24B) and modifier (box 24D) both say that a visit was held at a distance; many payers deny a line on which one says so and the other does not.',
	fix: 'Add the modifier (95 for video, 93 for sound alone) or correct the place of service (10 at home, 02 elsewhere).',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			const remote = TELEHEALTH_PLACES.has(line.placeOfService);
			const index = line.modifiers.findIndex((modifier) => TELEHEALTH_MODIFIERS.has(modifier));
			if (remote && index === -1) {
				yield {
					at: [...at, 'placeOfService'],
					message: `${line.code} of ${line.date} has place of service ${line.placeOfService} (telehealth) and no telehealth modifier.`,
					help: 'Add 95 for video or 93 for sound alone (some payers: GT, GQ or FQ), or correct the place.',
				};
			} else if (!remote && index !== -1) {
				yield {
					at: [...at, 'modifiers', index],
					message: `${line.code} of ${line.date} has telehealth modifier ${line.modifiers[index]} and place of service ${line.placeOfService}.`,
					help: 'Use place of service 10 if the patient was at home, 02 if elsewhere; or remove the modifier.',
				};
			}
		}
	},
};

export const audioOnly: Rule = {
	id: 'audio-only',
	severity: 'info',
	requirement: 'No line says that a visit was held by sound alone (modifier 93 or FQ).',
	why: 'Plans differ on visits without video: some pay them only for certain services, some not at all.',
	fix: 'Nothing needs to be changed; the patient may want to ask the plan.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			const index = line.modifiers.findIndex((modifier) => AUDIO_ONLY_MODIFIERS.has(modifier));
			if (index === -1) continue;
			yield {
				at: [...at, 'modifiers', index],
				message: `${line.code} of ${line.date} was held by sound alone (modifier ${line.modifiers[index]}): plans differ on whether they pay.`,
				help: 'Nothing needs to be changed; the patient may want to ask the plan.',
			};
		}
	},
};
