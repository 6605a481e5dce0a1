import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { momentField } from '../../calls/page.ts';
import { Refusal } from '../../calls/refusal.ts';
import type { Practices, VersionCondition } from '../../practices/on-file/practices.ts';
import { isPracticeId, PracticeProfile } from '../../practices/practice.ts';
import type { StoredPractice } from '../../store/practices.ts';
import { json } from '../answers/answer.ts';
import { mayChange } from '../answers/conditions.ts';
import { string } from '../answers/fields.ts';
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

const id = string(
	'The id of the practice, which you choose: at most 50 lowercase letters, digits and hyphens.',
	'pretend-harbor',
);

const Id = z.strictObject({ id });

const WRONG_ID =
	'must be at most 50 lowercase letters, digits and hyphens, and not "default", which is reserved for superbills that name no practice';

/** Only PUT checks the form of an id. Other operations answer 404, because no practice has a malformed id. */
const NewId = z.strictObject({ id: id.refine(isPracticeId, WRONG_ID) });

const IfMatch = z.object({
	'if-match': string(
		'The `ETag` of the practice as you read it. If someone has changed it since, nothing is changed and the answer is 412.',
	).optional(),
});

const ETAG = {
	ETag: {
		description: 'Changes with every change of the practice. Send it as `If-Match`.',
		example: '"00000000-0000-4000-8000-000000000301"',
	},
};

const ListQuery = z.strictObject({
	updatedSince: momentField('Only practices that changed at this time or later.').optional(),
	...pageQuery,
});

export function practiceRoutes(app: Api, practices: Practices): void {
	app.get(
		'/practices',
		{
			config: { scope: 'any' },
			schema: {
				operationId: 'listPractices',
				tags: ['Practices'],
				summary: 'List the practices on file',
				description: 'Lists the practices that your API key can see, sorted by id, including archived ones.',
				querystring: ListQuery,
				response: { 200: json('A page of practices.', PracticeListSchema) },
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
				summary: 'Store or change a practice',
				description:
					'Stores everything that staff would otherwise type for every superbill: letterhead, clinicians, numbering, and the defaults for template, language and rule severities. From then on, a request can refer to it with `"billingProvider": {"practice": "<id>"}` and `"renderingProvider": {"provider": "<id>"}`. Everything on file under this id is replaced, except the logo. An archived practice becomes active again. A mistake that would make the service refuse every superbill of the practice is refused here, with the same finding.',
				params: NewId,
				headers: IfMatch,
				body: published(PracticeProfile),
				'x-examples': PRACTICE_EXAMPLES,
				'x-problems': ['changed', 'invalid-body'],
				response: {
					200: json('The changed practice.', PracticeSchema),
					201: json('The new practice.', PracticeSchema),
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
				summary: 'Read a practice',
				description:
					"Shows the practice on file, archived or not. A person's Social Security number is masked.",
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
				summary: 'Remove or archive a practice',
				description:
					'Removes a practice that has never issued a superbill. Archives one that has: its superbills stay, it can still be read, and no new superbills can be made for it until it is stored again with PUT. Doing it again changes nothing.',
				params: Id,
				headers: IfMatch,
				'x-problems': ['changed'],
				response: {
					200: json('The practice, and whether it was removed or archived.', DeletedPracticeSchema),
				},
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

/** A logo of 256 KiB is far finer than print can show. */
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
				summary: 'Download the logo of a practice',
				description: 'Returns the file as it was uploaded.',
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
				summary: 'Remove the logo of a practice',
				description:
					'Removes the logo. New documents have the logo of their template instead, if it has one.',
				params: Id,
				headers: IfMatch,
				'x-problems': ['changed'],
				response: { 200: json('The practice without a logo.', PracticeSchema) },
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
					summary: 'Upload the logo of a practice',
					description: `Takes a PNG or JPEG file of at most ${LOGO_BYTES / 1024} KiB. It appears in the letterhead of every new document of the practice, in place of the template's logo. The content of the file decides, not its name.`,
					params: Id,
					headers: IfMatch,
					consumes: ['image/png', 'image/jpeg'],
					body: published(picture.schema),
					'x-problems': ['changed', 'invalid-body'],
					response: { 200: json('The practice with its new logo.', PracticeSchema) },
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
