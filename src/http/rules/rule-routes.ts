import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { listRules } from '../../rules/catalogue/listing.ts';
import type { SuperbillService } from '../../service/service.ts';
import { json } from '../answers/answer.ts';

const SEVERITIES = ['error', 'warning', 'info'] as const;

const RuleSchema = z
	.strictObject({
		id: z.string().meta({ description: 'The id that findings carry.', examples: ['diagnosis-not-billable'] }),
		severity: z.enum([...SEVERITIES, 'off']).meta({
			description:
				'What it is here, for all practices: the operator may have changed it, for single practices, too.',
		}),
		defaultSeverity: z.enum(SEVERITIES).meta({ description: 'What it is as shipped.' }),
		requirement: z.string().meta({
			description: 'What holds where it finds nothing.',
			examples: ['No diagnosis is a header: every one has all the characters that its category asks for.'],
		}),
		why: z.string().meta({
			description: 'Who refuses the superbill otherwise, with the source.',
			examples: ['Payers reject headers (ICD-10-CM Official Guidelines, section I.B.2).'],
		}),
		fix: z.string().meta({
			description: 'How to mend what it finds.',
			examples: ['Choose the code below the header that the record supports.'],
		}),
	})
	.meta({ id: 'Rule', description: 'One of the checks.' });

const RuleList = z
	.strictObject({
		items: z.array(RuleSchema).meta({ description: 'Every rule, in the order of the findings.' }),
		nextCursor: z.null().meta({ description: 'Always null: the list is whole.' }),
	})
	.meta({ id: 'RuleList', description: 'The checks.' });

export function ruleRoutes(app: FastifyInstance, { severities }: SuperbillService): void {
	app.get(
		'/rules',
		{
			config: { scope: 'any' },
			schema: {
				operationId: 'listRules',
				tags: ['Rules'],
				security: [{ apiKey: [] }],
				summary: 'List the checks',
				description:
					'Every rule that `validate` and `render` apply, with its severity, what it holds a superbill to, why, and how to mend what it finds. Requests of the wrong shape are refused before any rule looks at them, as findings of `shape`.',
				response: { 200: json('The rules.', RuleList) },
			},
		},
		async () => ({ items: listRules(severities.forAll), nextCursor: null }),
	);
}
