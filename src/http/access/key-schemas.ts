import { z } from 'zod';
import { SCOPES } from '../../calls/actor.ts';
import { moment, nextCursor } from '../answers/fields.ts';

export const keyId = z.string().meta({
	description: 'The id of the key: the eight characters after `sb_` with which it begins.',
	examples: ['abcd2345'],
});

const keyFields = {
	id: keyId,
	label: z.string().meta({ description: 'What it is for.', examples: ['Front desk'] }),
	scopes: z
		.array(z.enum(SCOPES))
		.meta({ description: 'What it may be used for.', examples: [['superbills:write', 'superbills:read']] }),
	practice: z
		.string()
		.nullable()
		.meta({ description: 'The only practice that it is for; null: all.', examples: ['harbor'] }),
	createdAt: moment('When it was made.'),
	expiresAt: moment('From when on it is refused.').nullable(),
	revokedAt: moment('Since when it is refused, because it was revoked.').nullable(),
	lastUsedAt: moment('When it was last used, to the minute.').nullable(),
};

export const ApiKeySchema = z
	.strictObject(keyFields)
	.meta({ id: 'ApiKey', description: 'An API key, without what must stay secret.' });

export const IssuedKeySchema = z
	.strictObject({
		...keyFields,
		key: z.string().meta({
			description: 'The key itself, for `Authorization: Bearer`. Keep it now: it is not shown again.',
			examples: [`sb_abcd2345_${'0'.repeat(43)}`],
		}),
	})
	.meta({ id: 'IssuedApiKey', description: 'An API key at the only moment at which it is shown.' });

export const ApiKeyList = z
	.strictObject({ items: z.array(ApiKeySchema).meta({ description: 'Newest first.' }), nextCursor })
	.meta({ id: 'ApiKeyList', description: 'API keys, also those that are not good any more.' });
