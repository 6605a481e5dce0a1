import { z } from 'zod';
import { SCOPES } from '../calls/actor.ts';
import { identifier, object, ofList, oneOf, text } from '../superbill/fields.ts';

export const scope = oneOf(
	SCOPES,
	'`superbills:write` makes, corrects and voids superbills, `superbills:read` reads them, `admin` manages keys and practices and reads the audit log. None includes another.',
	'superbills:write',
);

export const KeyRequest = object('KeyRequest', 'The API key to make.', {
	label: text(
		100,
		'What the key is for, such as the name of a program or a place. Do not name patients.',
		'Front desk',
	),
	scopes: z
		.array(scope)
		.min(1, ofList('is empty. Name at least one scope'))
		.max(SCOPES.length, ofList('has more entries than there are scopes. Name each scope once'))
		.meta({
			description: 'What the key can be used for.',
			examples: [['superbills:write', 'superbills:read']],
		}),
	practice: identifier(
		'Id of the only practice the key is for. If left out, the key is for every practice that your own key is for.',
		'harbor',
	).optional(),
	expiresAt: z
		.string()
		.refine(isMoment, 'is not a date and time. Write it like "2027-11-23T00:00:00Z"')
		.optional()
		.meta({
			format: 'date-time',
			description:
				'When the key expires: at the latest when your own key does. If left out, it lasts as long as your own key.',
			examples: ['2027-11-23T00:00:00Z'],
		}),
});

/** RFC 3339. */
function isMoment(text: string): boolean {
	return z.iso.datetime({ offset: true }).safeParse(text).success;
}
