import { z } from 'zod';
import { LANGUAGES } from '../../superbill/language.ts';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import { type TemplateSummary, templateSummary } from '../../templates/summary.ts';
import { CONDITIONS } from '../../templates/vocabulary.ts';

export const TemplateSchema = z
	.strictObject({
		id: z.string().meta({ description: 'What a request names it by.', examples: ['standard'] }),
		version: z
			.int()
			.min(1)
			.meta({ description: 'Raised with every change.', examples: [1] }),
		title: z.string().meta({ description: 'What people choose it by.', examples: ['Standard superbill'] }),
		description: z.string().meta({
			description: 'When to choose it.',
			examples: ['For most visits.'],
		}),
		sha256: z.string().meta({
			pattern: '^[0-9a-f]{64}$',
			description:
				'SHA-256 of the template, of what it starts from and of the files that it names. Every document carries it.',
			examples: ['0'.repeat(64)],
		}),
		pageSize: z.enum(['LETTER', 'A4']).meta({ description: 'The paper.' }),
		languages: z.array(z.enum(LANGUAGES)).meta({ description: 'The languages of its labels.' }),
		notices: z
			.array(
				z.strictObject({
					id: z.string().meta({ description: 'What a request names it by.', examples: ['out-of-network'] }),
					when: z
						.enum(CONDITIONS)
						.meta({ description: 'When it is printed; `on-request` waits for a request to name it.' }),
				}),
			)
			.meta({ description: 'The statements that it can print.' }),
	})
	.meta({ id: 'Template', description: 'A page template.' }) satisfies z.ZodType<TemplateSummary>;

export const TemplateListSchema = z
	.strictObject({
		items: z.array(TemplateSchema).meta({ description: 'All templates.' }),
		nextCursor: z.null().meta({ description: 'Always null: the list has one page.' }),
	})
	.meta({ id: 'TemplateList', description: 'The templates that a request may name.' });

/** As with `validationBody`: the schema's output is mutable. */
export function templateBody(loaded: LoadedTemplate): z.input<typeof TemplateSchema> {
	const { languages, notices, ...rest } = templateSummary(loaded);
	return { ...rest, languages: [...languages], notices: [...notices] };
}
