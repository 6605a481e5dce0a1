import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { LoadedTemplate } from './composition.ts';
import { Template } from './template.ts';

/** Template files that cannot be used, each mistake with its file, line and column. */
export class TemplateError extends Error {
	constructor(mistakes: readonly string[]) {
		super(`These templates cannot be used:\n${mistakes.join('\n')}`);
		this.name = 'TemplateError';
	}
}

/** Reads and validates every `.yaml` file of a folder. @throws TemplateError with every mistake of every file. */
export function loadTemplates(folder: string): ReadonlyMap<string, LoadedTemplate> {
	const templates = new Map<string, LoadedTemplate>();
	const mistakes: string[] = [];
	const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
	// What others start from comes first.
	for (const file of files.sort(
		(a, b) => Number(b === 'standard.yaml') - Number(a === 'standard.yaml') || (a < b ? -1 : 1),
	)) {
		const source = readFileSync(join(folder, file), 'utf8');
		const read = readTemplate(file, source, templates);
		if (Array.isArray(read)) mistakes.push(...read);
		else {
			const sha256 = createHash('sha256').update(source).digest('hex');
			templates.set(read.id, { template: read, sha256, fallbackFonts: [], preview: undefined });
		}
	}
	if (mistakes.length > 0) throw new TemplateError(mistakes);
	return templates;
}
/** One template, or its mistakes as `file:line:column: what is wrong`. */
export function readTemplate(
	file: string,
	source: string,
	bases: ReadonlyMap<string, LoadedTemplate> = new Map(),
): Template | string[] {
	const lines = new LineCounter();
	const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
	const at = (offset: number, message: string): string => {
		const { line, col } = lines.linePos(offset);
		return `${file}:${line}:${col}: ${message}`;
	};
	if (document.errors.length > 0) return document.errors.map(({ pos, message }) => at(pos[0], message));
	const { extends: base, ...own } = (document.toJS() ?? {}) as Record<string, unknown>;
	const result = Template.safeParse({ ...bases.get(String(base))?.template, ...own });
	if (result.success) return result.data;
	return result.error.issues.map(({ path, message }) => {
		let depth = path.length;
		let node = document.getIn(path, true);
		while (node === undefined && depth > 0) node = document.getIn(path.slice(0, --depth), true);
		const offset = (node as { range?: [number] } | undefined)?.range?.[0] ?? 0;
		return at(offset, `${path.join('.') || 'the template'}: ${message}`);
	});
}
