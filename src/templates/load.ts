import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { Template } from './template.ts';

/** Template files that cannot be used, each mistake with its file, line and column. */
export class TemplateError extends Error {
	constructor(mistakes: readonly string[]) {
		super(`These templates cannot be used:\n${mistakes.join('\n')}`);
		this.name = 'TemplateError';
	}
}

/** Reads and validates every `.yaml` file of a folder. @throws TemplateError with every mistake of every file. */
export function loadTemplates(folder: string): ReadonlyMap<string, Template> {
	const templates = new Map<string, Template>();
	const mistakes: string[] = [];
	for (const file of readdirSync(folder)
		.filter((name) => name.endsWith('.yaml'))
		.sort()) {
		const read = readTemplate(file, readFileSync(join(folder, file), 'utf8'));
		if (Array.isArray(read)) mistakes.push(...read);
		else templates.set(read.id, read);
	}
	if (mistakes.length > 0) throw new TemplateError(mistakes);
	return templates;
}

/** One template, or its mistakes as `file:line:column: what is wrong`. */
export function readTemplate(file: string, source: string): Template | string[] {
	const lines = new LineCounter();
	const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
	const at = (offset: number, message: string): string => {
		const { line, col } = lines.linePos(offset);
		return `${file}:${line}:${col}: ${message}`;
	};
	if (document.errors.length > 0) return document.errors.map(({ pos, message }) => at(pos[0], message));
	const result = Template.safeParse(document.toJS());
	if (result.success) return result.data;
	return result.error.issues.map(({ path, message }) => {
		let depth = path.length;
		let node = document.getIn(path, true);
		while (node === undefined && depth > 0) node = document.getIn(path.slice(0, --depth), true);
		const offset = (node as { range?: [number] } | undefined)?.range?.[0] ?? 0;
		return at(offset, `${path.join('.') || 'the template'}: ${message}`);
	});
}
