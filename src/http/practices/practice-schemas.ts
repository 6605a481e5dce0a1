import { z } from 'zod';
import { maskedProfile } from '../../practices/practice.ts';
import type { StoredPractice } from '../../store/practices.ts';
import { moment } from '../answers/fields.ts';
import { PRACTICE_EXAMPLES } from '../examples/practices-on-file.ts';

const id = z.string().meta({ description: 'What requests name it by.', examples: ['pretend-harbor'] });

const archivedAt = moment(
	'When it was archived: nothing is made for it any more. Null while it is in use.',
).nullable();

const LogoSchema = z
	.strictObject({
		type: z.enum(['image/png', 'image/jpeg']).meta({ description: 'What it is.' }),
		bytes: z.int().meta({ description: 'Length of the file.', examples: [20480] }),
		sha256: z.string().meta({
			pattern: '^[0-9a-f]{64}$',
			description: 'SHA-256 of the file. Every document that shows it carries it.',
			examples: ['0'.repeat(64)],
		}),
	})
	.meta({ id: 'Logo', description: "A practice's own mark." });

export const PracticeSchema = z
	.strictObject({
		id,
		profile: z.looseObject({}).meta({
			description:
				'A `PracticeProfile`: change it and send it back with PUT. A tax id that is a person\'s own is masked, like `"***-**-0001"`; sent back so, it stays what it is.',
			examples: [PRACTICE_EXAMPLES['ketamine-clinic'].value],
		}),
		logo: LogoSchema.nullable().meta({ description: 'Its logo; null where it has none.' }),
		createdAt: moment('When it was first stored.'),
		updatedAt: moment('When it was last changed.'),
		archivedAt,
	})
	.meta({ id: 'Practice', description: 'A practice on file.' });

export const DeletedPracticeSchema = PracticeSchema.extend({
	outcome: z.enum(['removed', 'archived']).meta({
		description:
			'`removed`: it is gone, because it never issued anything. `archived`: it stays to be read, and issues nothing.',
	}),
}).meta({ id: 'DeletedPractice', description: 'What became of a practice.' });

const ListedPracticeSchema = z
	.strictObject({
		id,
		name: z.string().meta({ description: 'Its legal name.', examples: ['Pretend Harbor PLLC'] }),
		npi: z.string().meta({ description: 'Its NPI.', examples: ['2000000028'] }),
		archivedAt,
	})
	.meta({ id: 'ListedPractice', description: 'A practice in a list.' });

export const PracticeListSchema = z
	.strictObject({
		items: z.array(ListedPracticeSchema).meta({ description: 'The practices that your key may see, by id.' }),
		nextCursor: z
			.string()
			.nullable()
			.meta({ description: 'Send it as `cursor` for more; null at the end.', examples: ['ImhhcmJvciI'] }),
	})
	.meta({ id: 'PracticeList', description: 'Practices on file.' });

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
