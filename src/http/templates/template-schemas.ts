import { z } from 'zod';
import { object } from '../../superbill/fields.ts';
import { LANGUAGES } from '../../superbill/language.ts';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import { templateSummary } from '../../templates/summary.ts';
import { CONDITIONS } from '../../templates/vocabulary.ts';
import { hash, string, words } from '../answers/fields.ts';

export const TemplateSchema = object('Template', 'A page template.', {
	id: string('The id by which requests choose the template.', 'standard'),
	version: z
		.int()
		.min(1)
		.meta({ description: 'Goes up with every change.', examples: [1] }),
	title: string('The name by which people choose it.', 'Standard superbill'),
	description: string('The visits that it is for.', 'For most visits.'),
	sha256: hash(
		'The SHA-256 hash of the template, of the template that it extends, and of the files that it uses. Every document contains it.',
	),
	pageSize: z.enum(['LETTER', 'A4']).describe('The paper size.'),
	languages: z.array(z.enum(LANGUAGES)).describe('The languages that its labels can have.'),
	notices: z
		.array(
			z.strictObject({
				id: string('The id by which requests choose the notice.', 'out-of-network'),
				when: z
					.enum(CONDITIONS)
					.describe('When it is printed. `on-request` means only if a request asks for it.'),
				title: words('The heading of its page for the patient.')
					.nullable()
					.describe(
						'The heading of its page for the patient. Null if it is printed on the superbill itself.',
					),
				text: words('What it says, as Liquid text.'),
			}),
		)
		.describe('The notices that it can print.'),
});

export const TemplateListSchema = object('TemplateList', 'All templates.', {
	items: z.array(TemplateSchema).describe('All templates.'),
	nextCursor: z.null().describe('Always null, because the list has only one page.'),
});

export function templateBody(loaded: LoadedTemplate): z.input<typeof TemplateSchema> {
	const { languages, notices, ...rest } = templateSummary(loaded);
	return { ...rest, languages: [...languages], notices: [...notices] };
}
