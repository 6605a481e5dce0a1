import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { listRules } from '../../rules/catalogue/listing.ts';
import { RULE_SEVERITIES } from '../../rules/catalogue/severities.ts';
import type { SuperbillService } from '../../service/service.ts';
import { object } from '../../superbill/fields.ts';
import { SEVERITIES } from '../../superbill/finding.ts';
import { json } from '../answers/answer.ts';
import { string } from '../answers/fields.ts';

const RuleSchema = object('Rule', 'One of the checks.', {
	id: string('Id of the rule, as in findings.', 'diagnosis-not-billable'),
	severity: z
		.enum(RULE_SEVERITIES)
		.describe(
			'Severity on this service, for all practices. The operator may have changed it, and may have set another for single practices.',
		),
	defaultSeverity: z.enum(SEVERITIES).describe('Severity as shipped.'),
	requirement: string(
		'What the rule requires of a superbill.',
		'Every diagnosis is a billable code and not a category.',
	),
	why: string(
		'The reason, with its source.',
		'Payers reject categories (ICD-10-CM Official Guidelines, section I.B.2).',
	),
	fix: string(
		'How to fix a superbill that the rule objects to.',
		'Choose the code within the category that the record supports.',
	),
});

const RuleList = object('RuleList', 'The checks.', {
	items: z.array(RuleSchema).describe('All rules, in the order of their findings.'),
	nextCursor: z.null().describe('Always null, because the list is complete.'),
});

export function ruleRoutes(app: FastifyInstance, { severities }: SuperbillService): void {
	app.get(
		'/rules',
		{
			config: { scope: 'any' },
			schema: {
				operationId: 'listRules',
				tags: ['Rules'],
				summary: 'List the checks',
				description:
					'Lists the rules that `validate` and `render` apply: what each requires, why, and how to fix what it finds. A request of the wrong shape is refused before any rule runs, with findings of `shape`.',
				response: { 200: json('The rules.', RuleList) },
			},
		},
		async () => ({ items: listRules(severities.forAll), nextCursor: null }),
	);
}
