import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { once } from '../../text/once.ts';
import { packagedFile } from '../../version.ts';
import { acceptsGzip } from '../answers/fixed-text.ts';
import { usualRefusal } from '../answers/problems.ts';

const TYPES: Readonly<Record<string, string>> = {
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.png': 'image/png',
};

/** The name of a file holds a hash of its contents, so nobody needs to ask for it again. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

const folder = (path: string) => packagedFile(`pages/${path}`);

const assets = once(() => new Set(readdirSync(folder('assets'))));

/** Serves the front desk at `/` and Swagger UI at `/docs`, with the files that `scripts/build/pages.ts` made for them. */
export function pageRoutes(app: FastifyInstance): void {
	const schema = { hide: true };
	for (const [url, name] of [
		['/', 'front-desk.html'],
		['/docs', 'docs.html'],
		['/docs/', 'docs.html'],
	] as const) {
		const html = once(() => readFileSync(folder(name), 'utf8'));
		app.get(url, { schema }, async (_request, reply) => reply.type('text/html; charset=utf-8').send(html()));
	}
	app.get<{ Params: { file: string } }>('/assets/:file', { schema }, async ({ params, headers }, reply) => {
		const { file } = params;
		const type = TYPES[extname(file)];
		if (type === undefined || !assets().has(file)) throw usualRefusal('unknown-path');
		reply.type(type).headers({ 'Cache-Control': FOR_GOOD, Vary: 'Accept-Encoding' });
		if (!acceptsGzip(headers['accept-encoding'])) return readFile(folder(`assets/${file}`));
		reply.header('Content-Encoding', 'gzip');
		return readFile(folder(`assets/${file}.gz`));
	});
}
