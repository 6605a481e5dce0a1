import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../calls/refusal.ts';
import type { Practices, VersionCondition } from '../../practices/on-file/practices.ts';
import { isPracticeId, PracticeProfile } from '../../practices/practice.ts';
import type { StoredPractice } from '../../store/practices.ts';
import { json } from '../answers/answer.ts';
import { mayChange } from '../answers/conditions.ts';
import { usualRefusal } from '../answers/problems.ts';
import { PRACTICE_EXAMPLES } from '../examples/practices-on-file.ts';
import { callOf } from '../requests/authorization.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import { pageQuery } from '../requests/query.ts';
import {
	DeletedPracticeSchema,
	listedPractice,
	PracticeListSchema,
	PracticeSchema,
	practiceBody,
} from './practice-schemas.ts';

const API_KEY = [{ apiKey: [] }];

const id = z.string().meta({
	description: 'Id of the practice, of your own choice: small letters, digits and hyphens, at most 50.',
	examples: ['pretend-harbor'],
});

const Id = z.strictObject({ id });

const WRONG_ID =
	'must be small letters, digits and hyphens, at most 50, and not "default", which superbills are filed under that name no practice';

/** For PUT alone: under any other id there is no practice to be found. */
const NewId = z.strictObject({ id: id.refine(isPracticeId, WRONG_ID) });

const IfMatch = z.object({
	'if-match': z
		.string()
		.optional()
		.meta({
			description:
				'The `ETag` of the practice as you read it. Where somebody else has changed it since, nothing is changed (412).',
			examples: ['"00000000-0000-4000-8000-000000000301"'],
		}),
});

const ETAG = {
	ETag: {
		description: 'Changes with every change of the practice; for `If-Match`.',
		example: '"00000000-0000-4000-8000-000000000301"',
	},
};

const ListQuery = z.strictObject(pageQuery);

export function practiceRoutes(app: Api, practices: Practices): void {
	app.get(
		'/practices',
		{
			config: { scope: 'any' },
			schema: {
				operationId: 'listPractices',
				tags: ['Practices'],
				security: API_KEY,
				summary: 'See which practices are on file',
				description: 'Those that your key may see, by id, archived ones too.',
				querystring: ListQuery,
				response: { 200: json('The practices.', PracticeListSchema) },
			},
		},
		async (request) => {
			const { items, nextCursor } = await practices.list(callOf(request), request.query);
			return { items: items.map(listedPractice), nextCursor };
		},
	);

	app.put(
		'/practices/:id',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'putPractice',
				tags: ['Practices'],
				security: API_KEY,
				summary: 'Store a practice, so that staff type it once',
				description:
					'Stores the letterhead, the clinicians, how superbills are numbered, and what holds where a request says nothing: template, language, severities of rules. From then on, a request may say `"billingProvider": {"practice": "<id>"}` and `"renderingProvider": {"provider": "<id>"}`. What is on file under the id is replaced whole, but for its logo; a practice that was archived is in use again. A practice that every superbill would be refused for is refused here, with the same findings.',
				params: NewId,
				headers: IfMatch,
				body: published(PracticeProfile),
				'x-examples': PRACTICE_EXAMPLES,
				'x-problems': ['PreconditionFailed'],
				response: {
					200: json('The practice, changed.', PracticeSchema),
					201: json('The practice, new.', PracticeSchema),
				},
				'x-response-headers': { 200: ETAG, 201: ETAG },
			},
		},
		async (request, reply) => {
			const { id } = request.params;
			const body = bodyOf(request);
			const { created, practice } = await practices.save(callOf(request), id, body, conditionOf(request));
			return tagged(reply.status(created ? 201 : 200), practice).send(practiceBody(practice));
		},
	);

	app.get(
		'/practices/:id',
		{
			config: { scope: 'any' },
			schema: {
				operationId: 'getPractice',
				tags: ['Practices'],
				security: API_KEY,
				summary: 'Read a practice',
				description:
					"The practice as it is on file, archived or not. A tax id that is a person's own is masked.",
				params: Id,
				response: { 200: json('The practice.', PracticeSchema) },
				'x-response-headers': { 200: ETAG },
			},
		},
		async (request, reply) => {
			const practice = await practices.find(callOf(request), request.params.id);
			return tagged(reply, practice).send(practiceBody(practice));
		},
	);

	app.delete(
		'/practices/:id',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'deletePractice',
				tags: ['Practices'],
				security: API_KEY,
				summary: 'Remove or archive a practice',
				description:
					'A practice that never issued a superbill is removed. One that did is archived: what it issued stays as it is, it can be read, and nothing is made for it any more. Doing it again changes nothing; PUT brings it back into use.',
				params: Id,
				headers: IfMatch,
				'x-problems': ['PreconditionFailed'],
				response: { 200: json('What became of it.', DeletedPracticeSchema) },
			},
		},
		async (request) => {
			const { id } = request.params;
			const { outcome, practice } = await practices.remove(callOf(request), id, conditionOf(request));
			return { ...practiceBody(practice), outcome };
		},
	);

	logoRoutes(app, practices);
}

/** Logos are small on paper; 256 KiB are far finer than print. */
const LOGO_BYTES = 256 * 1024;

const picture = { schema: z.string().meta({ format: 'binary' }) };

function logoRoutes(app: Api, practices: Practices): void {
	app.get(
		'/practices/:id/logo',
		{
			config: { scope: 'any' },
			schema: {
				operationId: 'getLogo',
				tags: ['Practices'],
				security: API_KEY,
				summary: 'See the logo of a practice',
				description: 'The file as it was sent.',
				params: Id,
				response: {
					200: { description: 'The logo.', content: { 'image/png': picture, 'image/jpeg': picture } },
				},
				'x-response-headers': { 200: ETAG },
			},
		},
		async (request, reply) => {
			const practice = await practices.find(callOf(request), request.params.id);
			if (!practice.logo) throw new Refusal('not-found', 'The practice has no logo.');
			const { type, bytes } = practice.logo.image;
			return tagged(reply, practice).type(`image/${type}`).send(bytes);
		},
	);

	app.delete(
		'/practices/:id/logo',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'deleteLogo',
				tags: ['Practices'],
				security: API_KEY,
				summary: 'Take the logo of a practice away',
				description: 'Documents then have the logo of their template, where that has one.',
				params: Id,
				headers: IfMatch,
				'x-problems': ['PreconditionFailed'],
				response: { 200: json('The practice, without a logo.', PracticeSchema) },
				'x-response-headers': { 200: ETAG },
			},
		},
		async (request, reply) => sendChanged(request, request.params.id, reply, undefined),
	);

	app.register(async (pictures: Api) => {
		pictures.removeAllContentTypeParsers();
		pictures.addContentTypeParser(
			['image/png', 'image/jpeg'],
			{ parseAs: 'buffer' },
			async (_: unknown, file: Buffer) => file,
		);
		pictures.addContentTypeParser('*', async () => {
			throw usualRefusal('not-picture');
		});
		pictures.put(
			'/practices/:id/logo',
			{
				bodyLimit: LOGO_BYTES,
				config: { scope: 'admin', whenTooLarge: 'Make the picture smaller.' },
				schema: {
					operationId: 'putLogo',
					tags: ['Practices'],
					security: API_KEY,
					summary: 'Give a practice its logo',
					description:
						'A PNG or JPEG file of at most 256 KiB. It stands in the letterhead of every document of the practice, in place of the logo that the template may have. It is judged by its content, whatever its name says.',
					params: Id,
					headers: IfMatch,
					consumes: ['image/png', 'image/jpeg'],
					body: published(picture.schema),
					'x-problems': ['PreconditionFailed'],
					response: { 200: json('The practice with its logo.', PracticeSchema) },
					'x-response-headers': { 200: ETAG },
				},
			},
			async (request, reply) => {
				if (!Buffer.isBuffer(request.body)) throw usualRefusal('not-picture');
				return sendChanged(request, request.params.id, reply, request.body);
			},
		);
	});

	async function sendChanged(
		request: Pick<FastifyRequest, 'actor' | 'id' | 'headers'>,
		id: string,
		reply: FastifyReply,
		file: Buffer | undefined,
	) {
		const practice = await practices.setLogo(callOf(request), id, file, conditionOf(request));
		return tagged(reply, practice).send(practiceBody(practice));
	}
}

const etagOf = (version: string): string => `"${version}"`;

function tagged(reply: FastifyReply, { version }: StoredPractice): FastifyReply {
	return reply.header('ETag', etagOf(version));
}

function conditionOf({ headers }: Pick<FastifyRequest, 'headers'>): VersionCondition {
	return (version) => mayChange(headers, version === undefined ? undefined : etagOf(version));
}
