import { z } from 'zod';
import { SCOPES } from '../calls/actor.ts';
import { identifier, oneOf, text } from '../superbill/fields.ts';

export const scope = oneOf(SCOPES, {
	description:
		'`superbills:write` makes, corrects and voids superbills, `superbills:read` reads them, `admin` manages keys and practices and reads the trail. None includes another.',
	example: 'superbills:write',
});

/** What is sent to make an API key. */
export const KeyRequest = z
	.strictObject({
		label: text(100, {
			description: 'What the key is for, in your own words, such as a program or a place. Not for patients.',
			example: 'Front desk',
		}),
		scopes: z
			.array(scope)
			.min(1, 'must name at least one scope')
			.max(SCOPES.length, 'must name each scope once')
			.meta({ description: 'What it may be used for.', examples: [['superbills:write', 'superbills:read']] }),
		practice: identifier(
			'Id of the only practice that it is for. Left out, it is for all that your own key is for.',
			'harbor',
		).optional(),
		expiresAt: z
			.string()
			.refine(isMoment, 'must be a moment like "2027-11-23T00:00:00Z"')
			.optional()
			.meta({
				format: 'date-time',
				description: 'From when on it is refused. Left out, it is good until it is revoked.',
				examples: ['2027-11-23T00:00:00Z'],
			}),
	})
	.meta({ id: 'KeyRequest', description: 'An API key that is to be made.' });

/** RFC 3339. */
function isMoment(text: string): boolean {
	return z.iso.datetime({ offset: true }).safeParse(text).success;
}
