import { z } from 'zod';
import { SCOPES } from '../../calls/actor.ts';
import { object } from '../../superbill/fields.ts';
import { moment, nextCursor, string, stringOrNull } from '../answers/fields.ts';

export const keyId = string(
	'The id of the API key: the eight characters after `sb_` at its start.',
	'abcd2345',
);

const keyFields = {
	id: keyId,
	label: string('What the key is for, as entered when it was created.', 'Front desk'),
	scopes: z
		.array(z.enum(SCOPES))
		.meta({ description: 'What the key allows.', examples: [['superbills:write', 'superbills:read']] }),
	practice: stringOrNull('The only practice that the key can use. Null if it can use all.', 'harbor'),
	createdAt: moment('When it was created.'),
	expiresAt: moment('When it expires. Null if it does not expire.').nullable(),
	revokedAt: moment('When it was revoked. Null if it was not.').nullable(),
	lastUsedAt: moment('When it was last used, to the minute. Null if it never was.').nullable(),
};

export const ApiKeySchema = object('ApiKey', 'An API key, without its secret part.', keyFields);

export const IssuedKeySchema = object(
	'IssuedApiKey',
	'A new API key, with its secret part. This answer is the only one that shows it.',
	{
		...keyFields,
		key: string(
			'The API key itself, to send as `Authorization: Bearer <key>`. Copy it now: it is never shown again.',
			`sb_abcd2345_${'0'.repeat(43)}`,
		),
	},
);

export const ApiKeyList = object('ApiKeyList', 'API keys, including expired and revoked ones.', {
	items: z.array(ApiKeySchema).describe('Newest first.'),
	nextCursor,
});
