import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { buildApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { EXAMPLES } from '../src/http/examples/index.ts';
import { sampleTable } from '../src/intake/table/sample.ts';
import { RulePack } from '../src/rules/packs/pack.ts';
import { PayerProfile } from '../src/rules/packs/payer-profile.ts';
import { ROOT } from '../src/version.ts';
import { dataSchema } from './data-schema.ts';
import { templateFileSchema } from './template-schema.ts';

/** Makes the published files from the real app and schemas. Keys are paths in `openapi/`. */
export async function openapiFiles(): Promise<ReadonlyMap<string, string>> {
	const app = await buildApp(readConfig({ LOG_LEVEL: 'silent' }));
	await app.ready();
	const files = new Map([['openapi.json', json(app.swagger())]]);
	files.set('rule-pack.schema.json', json(z.toJSONSchema(RulePack, { io: 'input' })));
	files.set('payer-profile.schema.json', json(z.toJSONSchema(PayerProfile, { io: 'input' })));
	files.set('template.schema.json', json(templateFileSchema()));
	files.set('superbill-data.schema.json', json(dataSchema()));
	for (const [id, { value }] of Object.entries(EXAMPLES)) files.set(`examples/${id}.json`, json(value));
	files.set('examples/batch.csv', sampleTable('spelled out'));
	files.set('examples/batch-practice-on-file.csv', sampleTable('on file'));
	await app.close();
	return files;
}

export const OPENAPI_FOLDER = new URL('openapi/', ROOT);

/** Indents with spaces, because YAML does not allow tabs, and programs that read YAML are given JSON. */
function json(value: unknown): string {
	return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	mkdirSync(new URL('examples/', OPENAPI_FOLDER), { recursive: true });
	for (const [path, content] of await openapiFiles()) writeFileSync(new URL(path, OPENAPI_FOLDER), content);
}
