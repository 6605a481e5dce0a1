import { z } from 'zod';
import { ACTIONS, SUBJECT_KINDS } from '../../audit/events.ts';
import type { AuditEvent } from '../../audit/find-events.ts';
import { moment, nextCursor } from '../answers/fields.ts';

const eventFields = {
	at: moment('When.'),
	actor: z.string().meta({
		description:
			'Who: `key:<id>`, `operator` (the key of the environment), `anyone` (there was no key yet), `unknown` (a wrong key), `command-line` or `system`.',
		examples: ['key:abcd2345'],
	}),
	action: z.enum(ACTIONS).meta({ description: 'What was done.', examples: ['superbill.issue'] }),
	outcome: z.string().meta({ description: '`ok`, or the HTTP status of a refusal.', examples: ['ok'] }),
	requestId: z
		.string()
		.nullable()
		.meta({
			description: 'The request, as the header `X-Request-Id` and the log have it.',
			examples: ['00000000-0000-4000-8000-000000000000'],
		}),
};

export const History = z
	.strictObject({
		items: z
			.array(
				z
					.strictObject(eventFields)
					.meta({ id: 'SuperbillEvent', description: 'Something that was done to a superbill.' }),
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
								description: 'The practice whose chain it stands in; null: it concerns none, or all.',
								examples: ['harbor'],
							}),
						position: z.int().meta({ description: 'Where it stands in that chain, from 1.', examples: [1] }),
						subject: z
							.string()
							.nullable()
							.meta({
								description: `What it was done to: ${SUBJECT_KINDS.map((kind) => `\`${kind}:<id>\``).join(', ')}.`,
								examples: ['superbill:00000000-0000-4000-8000-000000000101'],
							}),
						details: z
							.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
							.meta({ description: 'More about it; never about a patient.', examples: [{}] }),
					})
					.meta({ id: 'AuditEvent', description: 'One entry of the audit log.' }),
			)
			.meta({ description: 'Newest first.' }),
		nextCursor,
	})
	.meta({ id: 'AuditEventList', description: 'A part of the audit log.' });

export function superbillEventBody({ at, actor, action, outcome, requestId }: AuditEvent) {
	return { at, actor, action, outcome, requestId };
}
