import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { listRules } from '../../rules/catalogue/listing.ts';
import { RULE_SEVERITIES } from '../../rules/catalogue/severities.ts';
import type { SuperbillService } from '../../service/service.ts';
import { SEVERITIES } from '../../superbill/finding.ts';
import { json } from '../answers/answer.ts';

const RuleSchema = z
	.strictObject({
		id: z
			.string()
			.meta({ description: 'Id of the rule, as in findings.', examples: ['diagnosis-not-billable'] }),
		severity: z.enum(RULE_SEVERITIES).meta({
			description:
				'Severity on this service, for all practices. The operator may have changed it, and may have set another for single practices.',
		}),
		defaultSeverity: z.enum(SEVERITIES).meta({ description: 'Severity as shipped.' }),
		requirement: z.string().meta({
			description: 'What the rule requires of a superbill.',
			examples: ['Every diagnosis is a billable code and not a category.'],
		}),
		why: z.string().meta({
			description: 'The reason, with its source.',
			examples: ['Payers reject categories (ICD-10-CM Official Guidelines, section I.B.2).'],
		}),
		fix: z.string().meta({
			description: 'How to fix a superbill that the rule objects to.',
			examples: ['Choose the code within the category that the record supports.'],
		}),
	})
	.meta({ id: 'Rule', description: 'One of the checks.' });

const RuleList = z
	.strictObject({
		items: z.array(RuleSchema).meta({ description: 'All rules, in the order of their findings.' }),
		nextCursor: z.null().meta({ description: 'Always null, because the list is complete.' }),
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
					'Lists the rules that `validate` and `render` apply: what each requires, why, and how to fix what it finds. A request of the wrong shape is refused before any rule runs, with findings of `shape`.',
				response: { 200: json('The rules.', RuleList) },
			},
		},
		async () => ({ items: listRules(severities.forAll), nextCursor: null }),
	);
}
