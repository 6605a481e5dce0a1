import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../../../calls/operator-error.ts';
import { listCodes } from '../../../codes/browse.ts';
import { type Loaded, loadLibrary } from '../../../codes/library/load.ts';
import { codesFolder } from '../../../codes/library/manifest.ts';
import { isDate } from '../../../codes/readers/dates.ts';
import { readSent } from '../../../practices/sent.ts';
import { listRules } from '../../../rules/catalogue/listing.ts';
import type { SuperbillService } from '../../../service/service.ts';
import { createDefaultService } from '../../../start/default-service.ts';
import { shippedFolder } from '../../../start/shipped-folder.ts';
import { dateIn } from '../../../superbill/dates.ts';
import { statusOf } from '../../../superbill/finding.ts';
import { readShape } from '../../../superbill/read.ts';
import { SuperbillRequest } from '../../../superbill/request.ts';
import { DOCUMENTS } from '../../../superbill/sibling.ts';
import { templateSummary } from '../../../templates/summary.ts';
import { noSuch } from '../../../text/nearest.ts';
import type { Io } from '../../base/command.ts';
import { serviceConfig } from '../../base/config.ts';
import { writeFileWhole, writeNewFile } from '../../base/output.ts';

/** The answer of a tool, as the agent reads it. */
export interface ToolAnswer extends Record<string, unknown> {
	/** True if the tool did not do what it was asked. */
	readonly isError?: boolean;
}

/** A tool as the protocol lists it. */
export interface AgentTool {
	readonly name: string;
	readonly title: string;
	readonly description: string;
	readonly inputSchema: { readonly type: 'object' };
	readonly annotations: Readonly<Record<string, boolean>>;
	/** @throws OperatorError for a mistake of the caller */
	call(sent: unknown): Promise<ToolAnswer>;
}

/** @throws OperatorError for a setting or a file that cannot be used */
export async function createTools(io: Io): Promise<readonly AgentTool[]> {
	const config = await serviceConfig(io);
	const library = await loadLibrary(codesFolder(config.dataDir), shippedFolder('codes/'));
	const { service } = createDefaultService(config, () => library);
	return [
		validateTool(service),
		renderTool(service),
		findTool(library, config.timeZone),
		explainTool(service),
		templatesTool(service),
	];
}

/** A tool that only reads, with its arguments by a schema. @param published the schema to list, if it says more */
function tool<S extends z.ZodObject>(
	facts: Pick<AgentTool, 'name' | 'title' | 'description'>,
	schema: S,
	answer: (sent: z.output<S>) => ToolAnswer | Promise<ToolAnswer>,
	published: z.ZodObject = schema,
): AgentTool {
	return {
		...facts,
		inputSchema: jsonSchema(published),
		annotations: { readOnlyHint: true, openWorldHint: false },
		async call(sent) {
			const { value, findings } = readShape(schema, sent);
			if (findings)
				throw new OperatorError(findings.map(({ message, help }) => `${message} ${help}`).join(' '));
			return answer(value);
		},
	};
}

/** Leaves out patterns with `\p`, which not every language of clients has. The checks still find what they forbid. */
function jsonSchema(schema: z.ZodObject): AgentTool['inputSchema'] {
	const isPortable = ({ pattern = '' }: { pattern?: string }) => !pattern.includes('\\p');
	return z.toJSONSchema(schema, {
		io: 'input',
		override({ jsonSchema: node }) {
			if (!isPortable(node)) delete node.pattern;
			if (node.allOf) node.allOf = node.allOf.filter(isPortable);
			if (node.allOf?.length === 0) delete node.allOf;
		},
	}) as AgentTool['inputSchema'];
}

const superbill = z
	.looseObject({})
	.describe('The visit: a superbill request. The input schema of validate_superbill describes every field.');

const validateTool = (service: SuperbillService) =>
	tool(
		{
			name: 'validate_superbill',
			title: 'Check a superbill',
			description:
				'Checks a visit with its billing codes as a payer would. Returns findings, totals and diagnosis letters. Each finding names a rule, points to a field, and says what is wrong and what to do. With an error, no superbill can be made. Makes no document and stores nothing.',
		},
		z.strictObject({ superbill }),
		(sent) => {
			const { value, findings } = readSent(sent.superbill);
			if (findings) return { status: 'errors', findings };
			const { timings: _, examined: __, ...checked } = service.validate(value);
			return checked;
		},
		z.strictObject({ superbill: SuperbillRequest }),
	);

const path = z
	.string()
	.refine(isAbsolute, 'is not absolute. Write the whole path, from the root folder on')
	.refine((text) => /[^/\\]\.pdf$/i.test(text), 'does not name a PDF. Let it end in .pdf')
	.describe('The file to write: an absolute path that ends in .pdf, in a folder that exists.');

const renderTool = (service: SuperbillService): AgentTool => ({
	...tool(
		{
			name: 'render_superbill',
			title: 'Draw a superbill',
			description:
				'Checks a visit and writes its superbill, or another document made from it, as a PDF to a file. Refuses a visit with errors, and an existing file unless overwrite is true. Without a number, the document is marked DRAFT.',
		},
		z.strictObject({
			superbill,
			path,
			document: z
				.enum(DOCUMENTS, `is unknown. Write one of ${DOCUMENTS.join(', ')}`)
				.default('superbill')
				.describe('The document to make.'),
			overwrite: z
				.boolean('is not a boolean. Write true or false')
				.default(false)
				.describe('Replaces the file if it exists.'),
		}),
		async ({ superbill, path, document, overwrite }) => {
			const { value, findings: unread } = readSent(superbill);
			if (unread) return { isError: true, status: 'errors', findings: unread };
			const rendering = await service.render(value, undefined, { document });
			const { findings } = rendering;
			const status = statusOf(findings);
			if (rendering.refused) return { isError: true, status, findings };
			await (overwrite ? writeFileWhole : writeNewFile)(path, rendering.pdf);
			return { status, findings, file: path, bytes: rendering.pdf.length };
		},
	),
	annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
});

const LIMIT_MISTAKE = 'is not a whole number from 1 to 100. Change it';

const findTool = ({ indexes }: Loaded, timeZone: string) =>
	tool(
		{
			name: 'find_codes',
			title: 'Find codes',
			description: `Finds codes that are valid on a date of service, by the start of the code or by words from its title. Code sets: ${[...indexes.keys()].join(', ')}. A category is not billable: choose one of the codes below it. CPT codes are in no set.`,
		},
		z.strictObject({
			query: z
				.string()
				.max(200, 'has more than 200 characters. Shorten it')
				.describe(
					'The start of a code, with or without dots, or words from its title in any order. Common abbreviations like PTSD work, too.',
				),
			set: z.string().default('icd10cm').describe('The code set.'),
			date: z
				.string()
				.refine(isDate, 'is not a date that exists. Write it as year-month-day: 2026-10-06')
				.optional()
				.describe('The date of service, as year-month-day. Default: today.'),
			billable: z
				.boolean('is not a boolean. Write true or false')
				.optional()
				.describe('With true, only codes that can be billed. With false, only categories.'),
			limit: z
				.int(LIMIT_MISTAKE)
				.min(1, LIMIT_MISTAKE)
				.max(100, LIMIT_MISTAKE)
				.default(20)
				.describe('The most codes to return.'),
		}),
		({ query: q, set, date = dateIn(timeZone, new Date()), billable, limit }) => {
			const index = indexes.get(set);
			if (!index) throw new OperatorError(`set: ${noSuch('code set', set, [...indexes.keys()])}.`);
			const { items, next } = listCodes(index, { q, date, billable, limit });
			return { date, items, more: next !== undefined };
		},
	);

/** The rule of findings about a request that cannot be read, which has no entry in the catalogue. */
const SHAPE = {
	id: 'shape',
	severity: 'error',
	defaultSeverity: 'error',
	requirement: 'A request has every required field, no unknown field, and each value in its format.',
	why: 'A request of the wrong shape cannot be read, so no other rule runs.',
	fix: 'Do what the finding says. The input schema of validate_superbill describes every field.',
};

const explainTool = ({ severities }: SuperbillService) =>
	tool(
		{
			name: 'explain_finding',
			title: 'Explain a finding',
			description:
				'Explains the rule of a finding: what it requires, why, with the source, how to fix a superbill that it objects to, and its severity here.',
		},
		z.strictObject({ rule: z.string().describe('The rule of a finding, such as diagnosis-not-billable.') }),
		({ rule }) => {
			const rules = [SHAPE, ...listRules(severities.forAll)];
			const found = rules.find(({ id }) => id === rule);
			if (!found)
				throw new OperatorError(
					`rule: ${noSuch(
						'rule',
						rule,
						rules.map(({ id }) => id),
					)}.`,
				);
			return found;
		},
	);

const templatesTool = (service: SuperbillService) =>
	tool(
		{
			name: 'list_templates',
			title: 'List templates',
			description: 'Lists the page templates that a superbill may name as its template, with their notices.',
		},
		z.strictObject({}),
		() => ({ items: service.templates().map(templateSummary) }),
	);
