import { z } from 'zod';
import { ACTIONS, SUBJECT_KINDS } from '../../audit/events.ts';
import type { AuditEvent } from '../../audit/find-events.ts';
import { moment, nextCursor } from '../answers/fields.ts';

const eventFields = {
	at: moment('When it happened.'),
	actor: z.string().meta({
		description:
			'Who did it: `key:<id>`, `operator` (the key in `API_KEY`), `anyone` (no API key existed yet), `unknown` (the key was wrong), `command-line` or `system`.',
		examples: ['key:abcd2345'],
	}),
	action: z.enum(ACTIONS).meta({ description: 'What was done.', examples: ['superbill.issue'] }),
	outcome: z
		.string()
		.meta({ description: '`ok`, or the HTTP status with which it was refused.', examples: ['ok'] }),
	requestId: z
		.string()
		.nullable()
		.meta({
			description: 'The id of the request, as in the header `X-Request-Id` and in the log.',
			examples: ['00000000-0000-4000-8000-000000000000'],
		}),
};

export const History = z
	.strictObject({
		items: z
			.array(
				z.strictObject(eventFields).meta({ id: 'SuperbillEvent', description: 'An action on a superbill.' }),
			)
			.meta({ description: 'Oldest first.' }),
		nextCursor,
	})
	.meta({ id: 'SuperbillHistory', description: 'Who did what to a superbill, and when.' });

export const AuditEventList = z
	.strictObject({
		items: z
			.array(
				z
					.strictObject({
						...eventFields,
						practice: z
							.string()
							.nullable()
							.meta({
								description:
									'The practice in whose chain the event is recorded. Null if it is not about a single practice.',
								examples: ['harbor'],
							}),
						position: z.int().meta({ description: 'Its position in that chain, from 1.', examples: [1] }),
						subject: z
							.string()
							.nullable()
							.meta({
								description: `What it is about: ${SUBJECT_KINDS.map((kind) => `\`${kind}:<id>\``).join(', ')}.`,
								examples: ['superbill:00000000-0000-4000-8000-000000000101'],
							}),
						details: z
							.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
							.meta({ description: 'Further details. They never identify a patient.', examples: [{}] }),
					})
					.meta({ id: 'AuditEvent', description: 'An entry in the audit log.' }),
			)
			.meta({ description: 'Newest first.' }),
		nextCursor,
	})
	.meta({ id: 'AuditEventList', description: 'A page of the audit log.' });

export function superbillEventBody({ at, actor, action, outcome, requestId }: AuditEvent) {
	return { at, actor, action, outcome, requestId };
}
