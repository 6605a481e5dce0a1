import { z } from 'zod';
import type { Keys } from '../../access/keys.ts';
import { KeyRequest } from '../../access/requests.ts';
import { json } from '../answers/answer.ts';
import { callOf } from '../requests/authorization.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import { pageQuery } from '../requests/query.ts';
import { ApiKeyList, ApiKeySchema, IssuedKeySchema, keyId } from './key-schemas.ts';

const API_KEY = [{ apiKey: [] }];

const KeysQuery = z.strictObject(pageQuery);

const Id = z.strictObject({ id: keyId });

/** API keys, for who manages them. */
export function apiKeyRoutes(app: Api, keys: Keys): void {
	app.post(
		'/api-keys',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'createApiKey',
				tags: ['Administration'],
				security: API_KEY,
				summary: 'Make an API key',
				description:
					'The answer has the key, and it is shown only this once: what is kept is a hash. A key can have no scope and no practice that the key that makes it lacks. The first key closes the service: from then on every request under `/v1` needs one, so give it the scope `admin`, unless the operator has set `API_KEY`.',
				body: published(KeyRequest),
				'x-examples': {
					'front-desk': {
						summary: 'Front desk of one practice',
						value: {
							label: 'Front desk',
							scopes: ['superbills:write', 'superbills:read'],
							practice: 'harbor',
						},
					},
					administrator: {
						summary: 'Administrator of all practices, for a year',
						value: { label: 'Administrator', scopes: ['admin'], expiresAt: '2099-11-23T00:00:00Z' },
					},
				},
				response: { 201: json('The key. Copy it now.', IssuedKeySchema) },
			},
		},
		async (request, reply) => {
			const { scopes, ...key } = await keys.create(callOf(request), bodyOf(request));
			return reply.status(201).send({ ...key, scopes: [...scopes] });
		},
	);

	app.get(
		'/api-keys',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'listApiKeys',
				tags: ['Administration'],
				security: API_KEY,
				summary: 'List the API keys',
				description:
					'Every key that was ever made, newest first: what it is for, since when it is refused, when it was last used. The keys themselves are not kept. Whose own key is for one practice sees the keys of that practice.',
				querystring: KeysQuery,
				response: { 200: json('The keys.', ApiKeyList) },
			},
		},
		async (request) => {
			const { items, nextCursor } = await keys.list(callOf(request), request.query);
			return { items: items.map(({ scopes, ...key }) => ({ ...key, scopes: [...scopes] })), nextCursor };
		},
	);

	app.delete(
		'/api-keys/:id',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'revokeApiKey',
				tags: ['Administration'],
				security: API_KEY,
				summary: 'Revoke an API key',
				description:
					'The key is refused from now on, for good. It stays in the list, so that the audit log can be read. Revoked again, nothing changes.',
				params: Id,
				response: { 200: json('The key, now revoked.', ApiKeySchema) },
			},
		},
		async (request) => {
			const { scopes, ...key } = await keys.revoke(callOf(request), request.params.id);
			return { ...key, scopes: [...scopes] };
		},
	);
}
