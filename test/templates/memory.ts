import type { Finding } from '../../src/superbill/finding.ts';
import type { TemplateFolder } from '../../src/templates/reading/named-files.ts';
import type { TemplateChecks } from '../../src/templates/reading/read-layer.ts';
import { type ReadTemplate, readTemplates } from '../../src/templates/reading/read-templates.ts';
import { mistakeText } from '../../src/text/mistake.ts';
import { minimal } from '../fixtures/payloads.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export function memoryFolder(files: Files): TemplateFolder {
	return {
		templates: Object.keys(files).filter((name) => /^[^/]+\.yaml$/.test(name)),
		read(name, most) {
			const file = files[name];
			if (file === undefined) return { mistake: 'is not there' };
			const bytes = Buffer.from(file);
			return bytes.length > most ? { mistake: `is larger than ${most}` } : { bytes };
		},
	};
}

export const SAMPLE_NAME = 'samples/iv-ketamine-visit.json';
export const SAMPLE = JSON.stringify({ ...minimal, number: 'SB-1', issuedOn: '2026-10-30' }, null, '\t');

/** A template with only the required keys. */
export const COMPLETE = `# A template
id: base
version: 1
title: Base
description: For tests.
page: { size: LETTER, margin: 40 }
accent: "#123a5e"
sections: [correction, parties, diagnoses, services, totals, signature]
services:
  columns: [date, pos, code, modifiers, pointers, description, units, charge]
notices:
  - id: greeting
    when: always
    text:
      en: Hello {{ patient.name }}
      es: Hola {{ patient.name }}
  - id: asked-for
    when: on-request
    text: { en: Asked, es: Pedido }
signature:
  style: line
  statement: { en: I sign., es: Firmo. }
`;

/** Checks that accept everything. Fonts have Latin letters and, with any fallback font, Greek ones. */
export const CHECKS: TemplateChecks = {
	glyphs: (fallback) => (codePoint) =>
		(codePoint >= 0x20 && codePoint < 0x180) ||
		(fallback.length > 0 && codePoint >= 0x370 && codePoint < 0x400),
	check: () => [],
	picture: () => undefined,
	font: () => undefined,
	misfits: () => [],
};

export function finding(pointer: string, message: string, severity: Finding['severity'] = 'error'): Finding {
	return { rule: 'test', severity, pointer, message, help: 'Fix it.' };
}

/** Reads a shipped folder with the template `base`, and the given files as an operator's folder. */
export function readOwn(files: Files, checks: Partial<TemplateChecks> = {}): ReadTemplate[] {
	const shipped = memoryFolder({ 'base.yaml': COMPLETE, [SAMPLE_NAME]: SAMPLE });
	return readTemplates([shipped, memoryFolder(files)], { ...CHECKS, ...checks });
}

/** The mistakes in the given files, as text. */
export function mistakesOf(files: Files, checks: Partial<TemplateChecks> = {}): string[] {
	return readOwn(files, checks).flatMap(({ mistakes }) => mistakes.map(mistakeText));
}

/** An operator's file that extends `base` and has these lines from its fourth line on. */
export function own(lines: string): string {
	return `extends: base\nid: own\nversion: 1\n${lines}`;
}
