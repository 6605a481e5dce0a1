import { statSync } from 'node:fs';
import { OperatorError } from './calls/operator-error.ts';
import { loadLibrary } from './codes/library/load.ts';
import { isPracticeId, type Practice, type PracticeInput, readProfile } from './practices/practice.ts';
import { namedPractice } from './practices/references.ts';
import { readSent, type SentSuperbill } from './practices/sent.ts';
import { createDefaultService } from './start/default-service.ts';
import { shippedFolder } from './start/shipped-folder.ts';
import { isTimeZone } from './superbill/dates.ts';
import type { Finding } from './superbill/finding.ts';
import { DOCUMENTS } from './superbill/sibling.ts';
import type { TotalsText } from './superbill/totals.ts';
import { type TemplateSummary, templateSummary } from './templates/summary.ts';

// The build makes the declarations of the package from this file (scripts/build/library.ts). The types that it imports
// become those of the contract, so only what a caller sends or gets may be in a type that it exports.

/** Settings of the library. What they leave out is as the package ships it. */
export interface LibraryOptions {
	/** A folder with templates of your own. One with the id of a shipped template replaces it. */
	readonly templatesDir?: string | undefined;
	/** A folder with rule packs of your own, and payer profiles in its folder `payers`. */
	readonly packsDir?: string | undefined;
	/** A YAML file with the severities of rules. */
	readonly rulesFile?: string | undefined;
	/** The folder with imported code sets: `codes` in the `DATA_DIR` of `superbill codes import`. */
	readonly codesDir?: string | undefined;
	/** Practices by id, to which requests may refer: `{"practice": "pretend-harbor"}`. */
	readonly practices?: Readonly<Record<string, PracticeInput>> | undefined;
	/** IANA name of the time zone that decides which day is today. Default: the system's. */
	readonly timeZone?: string | undefined;
	/** The clock. Default: the system's. */
	readonly now?: (() => Date) | undefined;
}

export interface RenderChoice {
	/** Default: `superbill`. */
	readonly document?: 'superbill' | 'proof-of-payment' | 'hsa-receipt' | 'how-to-submit' | undefined;
}

/** The result of the checks. Totals and letters are absent if the request has the wrong shape. */
export interface CheckedSuperbill {
	/** The worst severity. With `errors`, no document can be made. */
	readonly status: 'ok' | 'warnings' | 'errors';
	readonly findings: readonly Finding[];
	readonly totals?: TotalsText | undefined;
	/** The diagnosis codes by the letters with which service lines refer to them. */
	readonly diagnosisLetters?: Readonly<Record<string, string>> | undefined;
}

/** A document, or the findings because of which there is none. */
export type RenderedSuperbill =
	| {
			readonly refused: false;
			readonly pdf: Uint8Array<ArrayBuffer>;
			/** Contains the number, and never the name of a person. */
			readonly fileName: string;
			readonly findings: readonly Finding[];
	  }
	| { readonly refused: true; readonly findings: readonly Finding[] };

export interface SuperbillLibrary {
	/** Checks a superbill as a payer would. Any JSON value may be passed: what is wrong with its shape is a finding, too. */
	validate(request: SentSuperbill): CheckedSuperbill;
	/**
	 * Checks and draws on the calling thread, which takes some milliseconds. The same request gives the same bytes as the
	 * service of this version, on every machine. Without a number, the document is marked DRAFT.
	 */
	render(request: SentSuperbill, choice?: RenderChoice): Promise<RenderedSuperbill>;
	/** Lists the templates that a request may name. */
	templates(): readonly TemplateSummary[];
}

/**
 * Loads templates, rule packs and code sets. Reads no environment variable, opens no store and no port, and leaves nothing
 * running.
 * @throws Error with the name `OperatorError` and every mistake in `reasons`, for an option or a file that cannot be used
 */
export async function createSuperbills(options: LibraryOptions = {}): Promise<SuperbillLibrary> {
	const { templatesDir, packsDir, rulesFile, codesDir, timeZone = systemTimeZone(), now } = options;
	const practices = readOptions({ ...options, timeZone });
	const library = await loadLibrary(codesDir, shippedFolder('codes/'));
	const { service } = createDefaultService(
		{ timeZone, templatesDir, packsDir, rulesFile },
		() => library,
		undefined,
		now,
	);
	return {
		validate(request) {
			const { value, findings } = readSent(request);
			if (findings) return { status: 'errors', findings };
			const { timings: _, examined: __, ...checked } = service.validate(value, practiceOf(value));
			return checked;
		},
		async render(request, { document = 'superbill' } = {}) {
			if (!DOCUMENTS.includes(document))
				throw new OperatorError(`document is one of ${DOCUMENTS.join(', ')}.`);
			const { value, findings } = readSent(request);
			if (findings) return { refused: true, findings };
			const { timings: _, ...rendered } = await service.render(value, practiceOf(value), { document });
			return rendered as RenderedSuperbill;
		},
		templates: () => service.templates().map(templateSummary),
	};

	function practiceOf(request: unknown): Practice | undefined {
		return practices.get(namedPractice(request) ?? '');
	}
}

const systemTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @returns the practices by id @throws OperatorError with every option that cannot be used */
function readOptions(options: LibraryOptions & { readonly timeZone: string }): ReadonlyMap<string, Practice> {
	const { timeZone, rulesFile, practices = {} } = options;
	const mistakes: string[] = [];
	for (const name of ['templatesDir', 'packsDir', 'codesDir'] as const) {
		const folder = options[name];
		if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
			mistakes.push(`${name} must be a folder.`);
		}
	}
	if (rulesFile !== undefined && !statSync(rulesFile, { throwIfNoEntry: false })?.isFile()) {
		mistakes.push('rulesFile must be a file.');
	}
	if (!isTimeZone(timeZone)) mistakes.push('timeZone must be an IANA name, like "America/Denver".');
	const read = new Map<string, Practice>();
	for (const [id, sent] of Object.entries(practices)) {
		if (!isPracticeId(id)) {
			mistakes.push(`practices: "${id}" cannot be an id. Use lowercase letters, digits and hyphens.`);
		}
		const { value: profile, findings = [] } = readProfile(sent);
		mistakes.push(...findings.map(({ message, help }) => `practices.${id}: ${message} ${help}`));
		if (profile) read.set(id, { id, profile });
	}
	if (mistakes.length > 0) throw new OperatorError('These options cannot be used:', mistakes);
	return read;
}
