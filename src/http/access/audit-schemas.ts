import { z } from 'zod';
import { ACTIONS, SUBJECT_KINDS } from '../../audit/events.ts';
import type { AuditEvent } from '../../audit/find-events.ts';
import { object } from '../../superbill/fields.ts';
import { integer, moment, nextCursor, string, stringOrNull } from '../answers/fields.ts';

const eventFields = {
	at: moment('When it happened.'),
	actor: string(
		'Who did it: `key:<id>`, `operator` (the key in `API_KEY`), `anyone` (no API key existed yet), `unknown` (the key was wrong), `command-line` or `system`.',
		'key:abcd2345',
	),
	actorName: stringOrNull(
		'The name of that API key, as entered when it was created, even if it was revoked since. Null if it was no API key.',
		'Front desk, Testa',
	),
	action: z.enum(ACTIONS).meta({ description: 'What was done.', examples: ['superbill.issue'] }),
	outcome: string('`ok`, or the HTTP status with which it was refused.', 'ok'),
	requestId: stringOrNull(
		'The id of the request, as in the header `X-Request-Id` and in the log.',
		'00000000-0000-4000-8000-000000000000',
	),
};

export const History = object('SuperbillHistory', 'Who did what to a superbill, and when.', {
	items: z
		.array(object('SuperbillEvent', 'An action on a superbill.', eventFields))
		.describe('Oldest first.'),
	nextCursor,
});

export const AuditEventList = object('AuditEventList', 'A page of the audit log.', {
	items: z
		.array(
			object('AuditEvent', 'An entry in the audit log.', {
				...eventFields,
				practice: stringOrNull(
					'The practice in whose chain the event is recorded. Null if it is not about a single practice.',
					'harbor',
				),
				position: integer('Its position in that chain, from 1.', 1),
				subject: stringOrNull(
					`What it is about: ${SUBJECT_KINDS.map((kind) => `\`${kind}:<id>\``).join(', ')}.`,
					'superbill:00000000-0000-4000-8000-000000000101',
				),
				details: z
					.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
					.meta({ description: 'Further details. They never identify a patient.', examples: [{}] }),
			}),
		)
		.describe('Newest first.'),
	nextCursor,
});

/** An event with the name of the key that its actor used. */
export interface NamedEvent extends AuditEvent {
	readonly actorName: string | null;
}

export function superbillEventBody({ at, actor, actorName, action, outcome, requestId }: NamedEvent) {
	return { at, actor, actorName, action, outcome, requestId };
}
