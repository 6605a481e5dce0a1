import { z } from 'zod';
import { SCOPES } from '../../calls/actor.ts';
import { moment, nextCursor } from '../answers/fields.ts';

export const keyId = z.string().meta({
	description: 'The id of the API key: the eight characters after `sb_` at its start.',
	examples: ['abcd2345'],
});

const keyFields = {
	id: keyId,
	label: z.string().meta({
		description: 'What the key is for, as entered when it was created.',
		examples: ['Front desk'],
	}),
	scopes: z
		.array(z.enum(SCOPES))
		.meta({ description: 'What the key allows.', examples: [['superbills:write', 'superbills:read']] }),
	practice: z
		.string()
		.nullable()
		.meta({
			description: 'The only practice that the key can use. Null if it can use all.',
			examples: ['harbor'],
		}),
	createdAt: moment('When it was created.'),
	expiresAt: moment('When it expires. Null if it does not expire.').nullable(),
	revokedAt: moment('When it was revoked. Null if it was not.').nullable(),
	lastUsedAt: moment('When it was last used, to the minute. Null if it never was.').nullable(),
};

export const ApiKeySchema = z
	.strictObject(keyFields)
	.meta({ id: 'ApiKey', description: 'An API key, without its secret part.' });

export const IssuedKeySchema = z
	.strictObject({
		...keyFields,
		key: z.string().meta({
			description:
				'The API key itself, to send as `Authorization: Bearer <key>`. Copy it now: it is never shown again.',
			examples: [`sb_abcd2345_${'0'.repeat(43)}`],
		}),
	})
	.meta({
		id: 'IssuedApiKey',
		description: 'A new API key, with its secret part. This answer is the only one that shows it.',
	});

export const ApiKeyList = z
	.strictObject({ items: z.array(ApiKeySchema).meta({ description: 'Newest first.' }), nextCursor })
	.meta({ id: 'ApiKeyList', description: 'API keys, including expired and revoked ones.' });
