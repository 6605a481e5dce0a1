import type { z } from 'zod';
import { identifier, text } from '../superbill/fields.ts';
import { ServiceLine } from '../superbill/service-line.ts';

/** The properties of a service line that differ from visit to visit. A fee schedule has all others. */
const OF_A_VISIT = {
	id: true,
	date: true,
	diagnosisPointers: true,
	paid: true,
	emergency: true,
	note: true,
	startTime: true,
	endTime: true,
	renderingProvider: true,
} as const;

const ofEachVisit = ServiceLine.omit(OF_A_VISIT);

/** The properties that a line can take from a service. */
export const SUPPLIED_FIELDS = ofEachVisit.keyof().options;

const { charge, description, minutes } = ofEachVisit.shape;

export const Service = ofEachVisit
	.partial({ placeOfService: true, charge: true })
	.extend({
		id: identifier(
			'Id by which a service line names the service: `"service": "<id>"`. Lowercase letters, digits and hyphens.',
			'ketamine-90',
		),
		name: text(
			300,
			"The service in the clinic's own words, by which staff choose it. It is not an official description of the code, which is licensed.",
			'Ketamine infusion, 90 min',
		),
		charge: charge
			.meta({ description: 'Price in US dollars for the number of units given here (box 24F).' })
			.optional(),
		description: description
			.unwrap()
			.meta({ description: 'Printed on the line. Default: the name.' })
			.optional(),
		minutes: minutes.unwrap().meta({ description: 'Usual length in minutes.' }).optional(),
	})
	.meta({ id: 'Service', description: 'A service of a practice, with its price.' });

export type Service = z.output<typeof Service>;

type Line = Readonly<Record<string, unknown>>;

/** The properties that a line takes from a service. Lists and objects are taken whole, so that two drugs never mix. */
export function suppliedTo(line: Line, service: Service): Line {
	const offered: Line = { ...service, description: service.description ?? service.name };
	return Object.fromEntries(
		missingIn(line)
			.filter((name) => offered[name] !== undefined && !contradicts(line, name, service))
			.map((name) => [name, offered[name]]),
	);
}

/** The properties of a service that a line leaves out. Null stands for an absent value. */
export function missingIn(line: Line): readonly string[] {
	return SUPPLIED_FIELDS.filter((name) => line[name] === undefined || line[name] === null);
}

/** A price is for a number of units, and documented times are more exact than the usual length. */
function contradicts(line: Line, name: string, { units }: Service): boolean {
	if (name === 'charge') return (line['units'] ?? units) !== units;
	return name === 'minutes' && (line['startTime'] ?? line['endTime'] ?? null) !== null;
}
