import { z } from 'zod';
import { LANGUAGES } from '../../superbill/language.ts';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import { type TemplateSummary, templateSummary } from '../../templates/summary.ts';
import { CONDITIONS } from '../../templates/vocabulary.ts';

export const TemplateSchema = z
	.strictObject({
		id: z
			.string()
			.meta({ description: 'The id by which requests choose the template.', examples: ['standard'] }),
		version: z
			.int()
			.min(1)
			.meta({ description: 'Goes up with every change.', examples: [1] }),
		title: z
			.string()
			.meta({ description: 'The name by which people choose it.', examples: ['Standard superbill'] }),
		description: z.string().meta({
			description: 'The visits that it is for.',
			examples: ['For most visits.'],
		}),
		sha256: z.string().meta({
			pattern: '^[0-9a-f]{64}$',
			description:
				'The SHA-256 hash of the template, of the template that it extends, and of the files that it uses. Every document contains it.',
			examples: ['0'.repeat(64)],
		}),
		pageSize: z.enum(['LETTER', 'A4']).meta({ description: 'The paper size.' }),
		languages: z.array(z.enum(LANGUAGES)).meta({ description: 'The languages that its labels can have.' }),
		notices: z
			.array(
				z.strictObject({
					id: z.string().meta({
						description: 'The id by which requests choose the notice.',
						examples: ['out-of-network'],
					}),
					when: z
						.enum(CONDITIONS)
						.meta({ description: 'When it is printed. `on-request` means only if a request asks for it.' }),
				}),
			)
			.meta({ description: 'The notices that it can print.' }),
	})
	.meta({ id: 'Template', description: 'A page template.' }) satisfies z.ZodType<TemplateSummary>;

export const TemplateListSchema = z
	.strictObject({
		items: z.array(TemplateSchema).meta({ description: 'All templates.' }),
		nextCursor: z.null().meta({ description: 'Always null, because the list has only one page.' }),
	})
	.meta({ id: 'TemplateList', description: 'All templates.' });

export function templateBody(loaded: LoadedTemplate): z.input<typeof TemplateSchema> {
	const { languages, notices, ...rest } = templateSummary(loaded);
	return { ...rest, languages: [...languages], notices: [...notices] };
}
