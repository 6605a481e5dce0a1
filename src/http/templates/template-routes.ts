import { z } from 'zod';
import { Refusal } from '../../calls/refusal.ts';
import type { SuperbillService } from '../../service/service.ts';
import { LANGUAGES } from '../../superbill/language.ts';
import { json, pdfAnswer } from '../answers/answer.ts';
import { string } from '../answers/fields.ts';
import { noteWork, SERVER_TIMING } from '../observe/work.ts';
import type { Api } from '../requests/parameters.ts';
import { TemplateListSchema, TemplateSchema, templateBody } from './template-schemas.ts';

const Id = z.strictObject({
	id: string('The id of the template, from `GET /v1/templates`.', 'standard'),
});

const PreviewQuery = z.strictObject({
	language: z
		.enum(LANGUAGES)
		.default('en')
		.describe('The language of the labels. Spanish labels have the English beside them.'),
});

export function templateRoutes(app: Api, service: SuperbillService): void {
	app.get(
		'/templates',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'listTemplates',
				tags: ['Templates'],
				summary: 'List the templates',
				description:
					'Lists the page templates that a request can choose as `template`, with the notices that each can print. A template changes only the look of a superbill, not what it says about the visit.',
				response: { 200: json('All templates.', TemplateListSchema) },
			},
		},
		async () => ({ items: service.templates().map(templateBody), nextCursor: null }),
	);

	app.get(
		'/templates/:id',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'getTemplate',
				tags: ['Templates'],
				summary: 'Read a template',
				description: 'Shows one template, as in the list.',
				params: Id,
				response: { 200: json('The template.', TemplateSchema) },
			},
		},
		async ({ params: { id } }) => {
			const found = service.templates().find(({ template }) => template.id === id);
			if (!found) throw unknownTemplate();
			return templateBody(found);
		},
	);

	app.get(
		'/templates/:id/preview',
		{
			config: { scope: 'any', withoutStore: true, work: 'draws' },
			schema: {
				operationId: 'previewTemplate',
				tags: ['Templates'],
				summary: 'Preview a template',
				description:
					'Makes a PDF of fictitious data with SAMPLE across its pages. Choose a template and a language, press **Execute**, and then **Download file**.',
				params: Id,
				querystring: PreviewQuery,
				response: {
					200: pdfAnswer('The sample. Press **Download file** to save it.'),
				},
				'x-response-headers': {
					200: {
						'Content-Disposition': {
							description: 'The file name, with the id of the template.',
							example: 'attachment; filename="template-standard.pdf"',
						},
						...SERVER_TIMING,
					},
				},
			},
		},
		async (request, reply) => {
			const { id } = request.params;
			const sample = await service.preview(id, request.query.language, { caller: request.actor.name });
			if (!sample) throw unknownTemplate();
			noteWork(request, sample, 'sample');
			return reply
				.header('Content-Disposition', `attachment; filename="template-${id}.pdf"`)
				.type('application/pdf')
				.send(sample.pdf);
		},
	);
}

function unknownTemplate(): Refusal {
	return new Refusal('not-found', 'There is no template with this id. GET /v1/templates lists them all.');
}
