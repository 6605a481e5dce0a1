import { z } from 'zod';
import { maskedProfile } from '../../practices/practice.ts';
import type { StoredPractice } from '../../store/practices.ts';
import { moment, nextCursor } from '../answers/fields.ts';
import { PRACTICE_EXAMPLES } from '../examples/practices-on-file.ts';

const id = z
	.string()
	.meta({ description: 'The id by which requests refer to the practice.', examples: ['pretend-harbor'] });

const archivedAt = moment(
	'When it was archived, after which no new superbills can be made for it. Null while it is active.',
).nullable();

const LogoSchema = z
	.strictObject({
		type: z.enum(['image/png', 'image/jpeg']).meta({ description: 'The media type of the file.' }),
		bytes: z.int().meta({ description: 'The size of the file in bytes.', examples: [20480] }),
		sha256: z.string().meta({
			pattern: '^[0-9a-f]{64}$',
			description: 'The SHA-256 hash of the file. Every document with this logo contains it.',
			examples: ['0'.repeat(64)],
		}),
	})
	.meta({ id: 'Logo', description: 'The logo of a practice.' });

export const PracticeSchema = z
	.strictObject({
		id,
		profile: z.looseObject({}).meta({
			description:
				'A `PracticeProfile`. To change it, edit it and send it back with PUT. A Social Security number is masked, like `"***-**-0001"`; if you send it back masked, it stays the same.',
			examples: [PRACTICE_EXAMPLES['ketamine-clinic'].value],
		}),
		logo: LogoSchema.nullable().meta({ description: 'The logo. Null if there is none.' }),
		createdAt: moment('When it was first stored.'),
		updatedAt: moment('When it was last changed.'),
		archivedAt,
	})
	.meta({ id: 'Practice', description: 'A practice on file.' });

export const DeletedPracticeSchema = PracticeSchema.extend({
	outcome: z.enum(['removed', 'archived']).meta({
		description:
			'`removed`: it is gone, because it has never issued a superbill. `archived`: it can still be read, but issues nothing.',
	}),
}).meta({ id: 'DeletedPractice', description: 'A practice that was removed or archived.' });

const ListedPracticeSchema = z
	.strictObject({
		id,
		name: z
			.string()
			.meta({ description: 'The legal name of the practice.', examples: ['Pretend Harbor PLLC'] }),
		npi: z.string().meta({ description: 'The NPI of the practice.', examples: ['2000000028'] }),
		archivedAt,
	})
	.meta({ id: 'ListedPractice', description: 'A practice in a list.' });

export const PracticeListSchema = z
	.strictObject({
		items: z
			.array(ListedPracticeSchema)
			.meta({ description: 'The practices that your API key can see, sorted by id.' }),
		nextCursor,
	})
	.meta({ id: 'PracticeList', description: 'A page of practices.' });

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
	const { id, profile, archivedAt = null } = practice;
	const { name, npi } = profile.billingProvider;
	return { id, name, npi, archivedAt };
}
