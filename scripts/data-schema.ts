import { z } from 'zod';
import { FindingSchema } from '../src/http/answers/finding-schema.ts';
import { quiet } from '../src/http/openapi/tidy.ts';
import { TotalsSchema } from '../src/http/superbills/validation-schemas.ts';
import { date } from '../src/superbill/fields.ts';
import { SuperbillRequest } from '../src/superbill/request.ts';

/** What is attached to every PDF as `superbill.json`: the superbill for machines. */
const SuperbillData = z
	.strictObject({
		superbill: SuperbillRequest.extend({
			issuedOn: date({ description: 'Date of issue, also where the request had none.' }),
		}).meta({
			id: 'Superbill',
			description:
				'The request as it was read: text trimmed and in Unicode normal form C, defaults filled in.',
		}),
		totals: TotalsSchema,
		findings: z.array(FindingSchema).meta({ description: 'What the checks had to say. None is an error.' }),
		template: z
			.strictObject({
				id: z.string().meta({ description: 'Which template it was printed by.', examples: ['standard'] }),
				version: z.int().min(1).meta({ description: "The template's version." }),
				sha256: z.string().meta({
					pattern: '^[0-9a-f]{64}$',
					description: "SHA-256 of the template's file and of every file that it names.",
				}),
			})
			.meta({ description: 'The template that it was printed by.' }),
		logo: z
			.strictObject({
				sha256: z.string().meta({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the file.' }),
			})
			.optional()
			.meta({ description: "The practice's own logo, where it was printed in place of the template's." }),
		service: z.string().meta({ description: 'Version of the program that drew it.', examples: ['0.1.0'] }),
	})
	.meta({
		title: 'Superbill data',
		description:
			'The file superbill.json that is attached to every superbill PDF, as canonical JSON (RFC 8785). Amounts are US dollars as text, dates YYYY-MM-DD.',
	});

/** The same as JSON Schema (draft 2020-12). */
export function dataSchema(): object {
	return quiet(z.toJSONSchema(SuperbillData, { io: 'output' }) as Parameters<typeof quiet>[0]);
}
