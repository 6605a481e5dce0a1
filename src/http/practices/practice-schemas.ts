import { z } from 'zod';
import { maskedProfile } from '../../practices/practice.ts';
import type { StoredPractice } from '../../store/practices.ts';
import { object } from '../../superbill/fields.ts';
import { hash, integer, moment, nextCursor, string } from '../answers/fields.ts';
import { PRACTICE_EXAMPLES } from '../examples/practices-on-file.ts';

const id = string('The id by which requests refer to the practice.', 'pretend-harbor');

const archivedAt = moment(
	'When it was archived, after which no new superbills can be made for it. Null while it is active.',
).nullable();

const LogoSchema = object('Logo', 'The logo of a practice.', {
	type: z.enum(['image/png', 'image/jpeg']).describe('The media type of the file.'),
	bytes: integer('The size of the file in bytes.', 20480),
	sha256: hash('The SHA-256 hash of the file. Every document with this logo contains it.'),
});

export const PracticeSchema = object('Practice', 'A practice on file.', {
	id,
	profile: z.looseObject({}).meta({
		description:
			'A `PracticeProfile`. To change it, edit it and send it back with PUT. A Social Security number is masked, like `"***-**-0001"`; if you send it back masked, it stays the same.',
		examples: [PRACTICE_EXAMPLES['ketamine-clinic'].value],
	}),
	logo: LogoSchema.nullable().describe('The logo. Null if there is none.'),
	createdAt: moment('When it was first stored.'),
	updatedAt: moment('When it was last changed.'),
	archivedAt,
});

export const DeletedPracticeSchema = PracticeSchema.extend({
	outcome: z
		.enum(['removed', 'archived'])
		.describe(
			'`removed`: it is gone, because it has never issued a superbill. `archived`: it can still be read, but issues nothing.',
		),
}).meta({ id: 'DeletedPractice', description: 'A practice that was removed or archived.' });

const ListedPracticeSchema = object('ListedPractice', 'A practice in a list.', {
	id,
	name: string('The legal name of the practice.', 'Pretend Harbor PLLC'),
	npi: string('The NPI of the practice.', '2000000028'),
	updatedAt: moment('When it was last changed.'),
	archivedAt,
});

export const PracticeListSchema = object('PracticeList', 'A page of practices.', {
	items: z.array(ListedPracticeSchema).describe('The practices that your API key can see, sorted by id.'),
	nextCursor,
});

export function practiceBody(practice: StoredPractice): z.input<typeof PracticeSchema> {
	const { id, profile, logo, createdAt, updatedAt, archivedAt = null } = practice;
	return {
		id,
		profile: { ...maskedProfile(profile) },
		logo: logo
			? {
					type: `image/${logo.image.type as 'png' | 'jpeg'}`,
					bytes: logo.image.bytes.length,
					sha256: logo.sha256,
				}
			: null,
		createdAt,
		updatedAt,
		archivedAt,
	};
}

export function listedPractice(practice: StoredPractice): z.input<typeof ListedPracticeSchema> {
	const { id, profile, updatedAt, archivedAt = null } = practice;
	const { name, npi } = profile.billingProvider;
	return { id, name, npi, updatedAt, archivedAt };
}
