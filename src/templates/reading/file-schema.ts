import { z } from 'zod';
import { Extends, NEVER_INHERITED } from '../template.ts';
import { templateSchema } from './plain-words.ts';

/**
 * A template file as JSON Schema, for editors to complete and check it. A file that starts from another one says what
 * differs; any other says everything.
 */
export function templateFileSchema(): object {
	const { $schema, properties, required, ...rest } = templateSchema();
	const { $schema: _own, ...extendsSchema } = z.toJSONSchema(Extends, { target: 'draft-7' });
	return {
		$schema,
		title: 'Superbill template',
		description: 'One page template of the superbill service, as a YAML file.',
		...withoutSafeBounds({ ...rest, properties: { extends: extendsSchema, ...properties } }),
		required: NEVER_INHERITED,
		if: { required: ['extends'] },
		else: { required },
	};
}

/** Without the bound of safe integers, which tells a reader nothing. */
function withoutSafeBounds<T>(node: T): T {
	return JSON.parse(
		JSON.stringify(node, (key, value) =>
			key === 'maximum' && value === Number.MAX_SAFE_INTEGER ? undefined : value,
		),
	);
}
