import { z } from 'zod';
import { FindingSchema } from '../src/http/answers/finding-schema.ts';
import { quiet } from '../src/http/openapi/tidy.ts';
import { TotalsSchema } from '../src/http/superbills/validation-schemas.ts';
import { date } from '../src/superbill/fields.ts';
import { SuperbillRequest } from '../src/superbill/request.ts';

/** The file `superbill.json` that is attached to every PDF. */
const SuperbillData = z
	.strictObject({
		superbill: SuperbillRequest.extend({
			issuedOn: date('Issue date, even if the request had none.'),
		}).meta({
			id: 'Superbill',
			description:
				'The request as it was read: text trimmed and in Unicode normal form C, defaults filled in.',
		}),
		totals: TotalsSchema,
		findings: z.array(FindingSchema).meta({ description: 'Findings of the checks. None is an error.' }),
		template: z
			.strictObject({
				id: z.string().meta({ description: 'Id of the template.', examples: ['standard'] }),
				version: z.int().min(1).meta({ description: 'Version of the template.' }),
				sha256: z.string().meta({
					pattern: '^[0-9a-f]{64}$',
					description:
						"SHA-256 that covers the template's file, the files that it names and the template that it extends.",
				}),
			})
			.meta({ description: 'Template with which it was printed.' }),
		logo: z
			.strictObject({
				sha256: z.string().meta({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the file.' }),
			})
			.optional()
			.meta({ description: "The practice's own logo, if it was printed instead of the template's." }),
		service: z
			.string()
			.meta({ description: 'Version of the program that drew the document.', examples: ['0.1.0'] }),
		status: z
			.strictObject({
				status: z.enum(['void', 'replaced']).meta({ description: 'What became of the superbill.' }),
				since: date('Date from which it does not count any more.'),
				replacedBy: z.string().optional().meta({ description: 'Number of the superbill that replaces it.' }),
			})
			.optional()
			.meta({
				description:
					'Only in a file that was downloaded after the superbill was voided or replaced. Without this property, the data is the canonical JSON that was issued.',
			}),
	})
	.meta({
		title: 'Superbill data',
		description:
			'The file superbill.json that is attached to every superbill PDF, as canonical JSON (RFC 8785). Amounts are US dollars as text, dates YYYY-MM-DD.',
	});

/** Makes the JSON Schema (draft 2020-12) of that file. */
export function dataSchema(): object {
	return quiet(z.toJSONSchema(SuperbillData, { io: 'output' }) as Parameters<typeof quiet>[0]);
}
