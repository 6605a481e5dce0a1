import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import t from 'tap';
import { parse } from 'yaml';
import { OPENAPI_FOLDER } from '../../../scripts/write-openapi.ts';
import { SHIPPED_TEMPLATES } from '../../../src/start/templates.ts';
import { contrastWithWhite } from '../../../src/templates/reading/contrast.ts';
import { COMPLETE, own } from '../memory.ts';

const SCHEMA = JSON.parse(readFileSync(new URL('template.schema.json', OPENAPI_FOLDER), 'utf8'));

const fits = new Ajv({ strict: true, strictRequired: false }).compile(SCHEMA);

t.test('the published schema accepts what the service accepts', async (t) => {
	t.ok(fits(parse(COMPLETE)), JSON.stringify(fits.errors));
	t.ok(fits(parse(own(''))), JSON.stringify(fits.errors));
	for (const file of readdirSync(SHIPPED_TEMPLATES).filter((name) => name.endsWith('.yaml'))) {
		const source = readFileSync(join(SHIPPED_TEMPLATES, file), 'utf8');
		t.ok(fits(parse(source)), `${file} ${JSON.stringify(fits.errors)}`);
		t.match(source, /^# yaml-language-server: \$schema=\.\.\/openapi\/template\.schema\.json\n/, file);
	}
});

t.test('it requires every key or, with extends, id and version', async (t) => {
	const { extends: _extends, ...alone } = parse(own(''));
	t.notOk(fits(alone));
	t.notOk(fits({ extends: 'standard', id: 'own' }));
	t.notOk(fits({ ...parse(own('')), titel: 'x' }));
	t.notOk(fits({ ...parse(own('')), page: { size: 'A4', margin: 4 } }));
});

t.test('every key has a description and shows its default', async (t) => {
	const undescribed: string[] = [];
	const walk = (schema: Record<string, unknown>, path: string) => {
		for (const [key, inner] of Object.entries(
			(schema['properties'] ?? {}) as Record<string, typeof schema>,
		)) {
			if (!inner['description'] && !path.startsWith('.labels')) undescribed.push(`${path}.${key}`);
			walk(inner, `${path}.${key}`);
		}
		if (schema['items']) walk(schema['items'] as typeof schema, `${path}[]`);
	};
	walk(SCHEMA, '');
	t.strictSame(undescribed, []);
	t.equal(SCHEMA.properties.density.default, 'regular');
	t.equal(SCHEMA.properties.logo.properties.height.default, 40);
	t.notMatch(JSON.stringify(SCHEMA), '9007199254740991');
});

t.test('contrast is computed as in WCAG', async (t) => {
	t.equal(contrastWithWhite('#000000'), 21);
	t.equal(contrastWithWhite('#ffffff'), 1);
	const known: readonly [string, number][] = [
		['#777777', 4.478],
		['#ff0000', 3.998],
		['#008000', 5.137],
		['#0000ff', 8.592],
		['#010101', 20.87],
	];
	for (const [colour, ratio] of known) t.ok(Math.abs(contrastWithWhite(colour) - ratio) < 0.01, colour);
});
