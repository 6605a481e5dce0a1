import { z } from 'zod';
import { templateSchema } from '../src/templates/reading/plain-words.ts';
import { Extends, NEVER_INHERITED } from '../src/templates/template.ts';

/**
 * The JSON Schema of a template file, with which editors complete and check it. A file that extends another template needs
 * only the keys that differ.
 */
export function templateFileSchema(): object {
	const { $schema, properties, required, ...rest } = templateSchema();
	const { $schema: _own, ...extendsSchema } = z.toJSONSchema(Extends, { target: 'draft-7' });
	return {
		$schema,
		title: 'Superbill template',
		description: 'A page template of the superbill service.',
		...withoutSafeBounds({ ...rest, properties: { extends: extendsSchema, ...properties } }),
		required: NEVER_INHERITED,
		if: { required: ['extends'] },
		else: { required },
	};
}

/** Removes the bounds of safe integers, which mean nothing to a reader. */
function withoutSafeBounds<T>(node: T): T {
	return JSON.parse(
		JSON.stringify(node, (key, value) =>
			key === 'maximum' && value === Number.MAX_SAFE_INTEGER ? undefined : value,
		),
	);
}
