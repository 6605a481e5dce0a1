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

export const CurrentCallerSchema = object('CurrentCaller', 'The caller as the service knows them.', {
	authentication: z
		.enum(['key', 'none'])
		.describe(
			'`key` if an API key was sent and is valid; `none` if none is needed, because there is none yet.',
		),
	actor: string(
		'The caller as the audit log names them: `key:<id>`, `operator` (the key in `API_KEY`) or `anyone` (no API key exists yet).',
		'key:abcd2345',
	),
	name: stringOrNull(
		'The name of the key, as entered when it was created. Null for `operator` and `anyone`.',
		'Front desk',
	),
	scopes: z
		.array(z.enum(SCOPES))
		.meta({ description: 'What the caller may do.', examples: [['superbills:write', 'superbills:read']] }),
	practice: object('CurrentPractice', 'A practice and its name.', {
		id: string('The id of the practice.', 'harbor'),
		name: stringOrNull('The name on its letterhead. Null if it is not on file.', 'Pretend Harbor Clinic'),
	})
		.nullable()
		.describe('The only practice that the caller can use. Null if they can use all.'),
	expiresAt: moment('When the key expires. Null if it does not expire.').nullable(),
});

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
