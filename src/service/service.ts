import { startStopwatch, type Timed } from '../calls/timings.ts';
import type { CodeAnswer } from '../codes/code-sets.ts';
import { finishedPdf } from '../pdf/finish.ts';
import type { Practice, PracticeProfile } from '../practices/practice.ts';
import type { OperatorSeverities } from '../rules/catalogue/severities.ts';
import type { PayerProfile } from '../rules/packs/payer-profile.ts';
import { type Finding, type Status, statusOf } from '../superbill/finding.ts';
import type { Language } from '../superbill/language.ts';
import type { DocumentName, SiblingName } from '../superbill/sibling.ts';
import { diagnosisLetters, type OfficialNames, officialNames } from '../superbill/superbill.ts';
import { type TotalsText, totalsText } from '../superbill/totals.ts';
import type { LoadedTemplate } from '../templates/loaded-template.ts';
import type { Drawing, DrawingJob, DrawOptions } from './drawing/document.ts';
import { type ExaminedRequest, examine } from './examine.ts';
import type { ServiceParts } from './parts.ts';
import { practiceFindings, sampleJob } from './samples.ts';
import { examineIssued, type IssuedRequest, missingPage } from './siblings.ts';

/** Totals and letters are absent if the request has the wrong shape. */
export interface Validation {
	readonly status: Status;
	readonly findings: readonly Finding[];
	readonly totals?: TotalsText;
	readonly diagnosisLetters?: Readonly<Record<string, string>>;
}

/** A validation with what was validated: the request with everything filled in. */
export interface Validated extends Validation, Timed {
	readonly examined?: Pick<ExaminedRequest, 'request' | 'issuedOn'>;
}

/** A request without errors, with everything that its document is made of. */
export interface Prepared extends ExaminedRequest {
	/** The official title of each diagnosis, where it is known. */
	readonly names: OfficialNames;
}

export type Preparation = Timed &
	(
		| { readonly refused: false; readonly prepared: Prepared }
		| { readonly refused: true; readonly findings: readonly Finding[] }
	);

/** A complete document. */
export interface Drawn extends Timed {
	readonly pdf: Buffer;
}

export type Rendering = Timed &
	(
		| {
				readonly refused: false;
				readonly pdf: Buffer;
				readonly findings: readonly Finding[];
				readonly fileName: string;
		  }
		| { readonly refused: true; readonly findings: readonly Finding[] }
	);

export interface RenderOptions extends DrawOptions {
	/** The superbill itself if omitted. */
	readonly document?: DocumentName;
}

/** The operations that need no store. HTTP and the command line both use them. */
export interface SuperbillService {
	/**
	 * Checks parsed JSON as a payer would. Accepts any input.
	 * @param practice the practice whose letterhead, providers and defaults the request may use
	 */
	validate(body: unknown, practice?: Practice): Validated;
	/** Checks and draws. With an error finding, no document is drawn. */
	render(body: unknown, practice?: Practice, options?: RenderOptions): Promise<Rendering>;
	/** Draws a sibling of an issued superbill. */
	renderIssued(issued: IssuedRequest, name: SiblingName, options?: DrawOptions): Promise<Rendering>;
	/** Checks a request that is drawn later, with a number that is not known yet. */
	prepare(body: unknown, practice?: Practice): Preparation;
	draw(prepared: Prepared, options?: DrawOptions): Promise<Drawn>;
	/**
	 * Draws a document that is finished with its number later, by `finishPdf`.
	 * @param standIn as long as the number can be
	 */
	drawUnnumbered(prepared: Prepared, standIn: string, options?: DrawOptions): Promise<Drawing>;
	/** Finds problems in a practice's profile that would recur on each of its superbills. */
	checkPractice(profile: PracticeProfile): readonly Finding[];
	readonly severities: OperatorSeverities;
	/** The payer profiles that a request may name. */
	readonly payers: readonly PayerProfile[];
	/** Lists the templates that a request may name. */
	templates(): readonly LoadedTemplate[];
	/** Draws a template's sample with SAMPLE across its pages. @returns nothing for an unknown id */
	preview(id: string, language: Language, options?: DrawOptions): Promise<Drawn | undefined>;
}

export function createService(parts: ServiceParts): SuperbillService {
	return {
		validate: (body, practice) => validate(parts, body, practice),
		render: (body, practice, options) => render(parts, body, practice, options),
		renderIssued: (issued, name, options) => {
			const examined = examineIssued(parts, issued);
			const names = officialNames(examined.request, namesFrom(parts));
			return renderPrepared(parts, { ...examined, names }, name, options);
		},
		prepare: (body, practice) => prepare(parts, body, practice),
		draw: (prepared, options) => drawJob(parts, jobOf(prepared), prepared.template, options),
		drawUnnumbered: (prepared, standIn, options) =>
			parts.draw(jobOf(numbered(prepared, standIn)), prepared.template, options),
		checkPractice: (profile) => practiceFindings(parts, profile),
		severities: parts.severities,
		payers: parts.payers,
		templates: () => [...parts.templates().values()],
		preview: (id, language, options) => preview(parts, id, language, options),
	};
}

function validate(parts: ServiceParts, body: unknown, practice: Practice | undefined): Validated {
	const watch = startStopwatch();
	const examination = examine(parts, body, practice, watch);
	const { findings, request } = examination;
	const { timings } = watch;
	if (!request) return { timings, status: 'errors', findings };
	return {
		timings,
		status: statusOf(findings),
		findings,
		totals: totalsText(examination.totals),
		diagnosisLetters: diagnosisLetters(request),
		examined: { request, issuedOn: examination.issuedOn },
	};
}

function prepare(parts: ServiceParts, body: unknown, practice: Practice | undefined): Preparation {
	const watch = startStopwatch();
	const examination = examine(parts, body, practice, watch);
	const { findings, request } = examination;
	const { timings } = watch;
	if (!request || statusOf(findings) === 'errors') return { timings, refused: true, findings };
	const names = officialNames(request, namesFrom(parts));
	return { timings, refused: false, prepared: { ...examination, names } };
}

function namesFrom({ codes, placeOfService }: ServiceParts): Parameters<typeof officialNames>[1] {
	const title = (answer: CodeAnswer) => ('title' in answer && answer.title !== '' ? answer.title : undefined);
	return {
		diagnosis: (code, date) => title(codes.diagnosis(code, date)),
		procedure: (code, date) => title(codes.procedure(code, date)),
		taxonomy: (code, date) => title(codes.taxonomy(code, date)),
		place(code, date) {
			const answer = placeOfService(code, date);
			return answer.known ? answer.name : undefined;
		},
	};
}

/** The same superbill with a number. */
export function numbered(prepared: Prepared, number: string): Prepared {
	return { ...prepared, request: { ...prepared.request, number } };
}

function jobOf({ totals: _, template: __, today: ___, ...job }: Prepared): DrawingJob {
	return job;
}

/** Draws a document and finishes it with the number in its request, if there is one. */
async function drawJob(
	{ draw }: ServiceParts,
	job: DrawingJob,
	template: LoadedTemplate,
	options?: DrawOptions,
): Promise<Drawn> {
	const { unfinished, timings } = await draw(job, template, options);
	const watch = startStopwatch();
	const pdf = finishedPdf(unfinished, job.request.number);
	watch.lap('finish');
	return { pdf, timings: { ...timings, ...watch.timings } };
}

async function render(
	parts: ServiceParts,
	body: unknown,
	practice: Practice | undefined,
	{ document = 'superbill', ...options }: RenderOptions = {},
): Promise<Rendering> {
	const preparation = prepare(parts, body, practice);
	if (preparation.refused) return preparation;
	const rendering = await renderPrepared(parts, preparation.prepared, document, options);
	return { ...rendering, timings: { ...preparation.timings, ...rendering.timings } };
}

async function renderPrepared(
	parts: ServiceParts,
	prepared: Prepared,
	document: DocumentName,
	options: DrawOptions | undefined,
): Promise<Rendering> {
	const { request, findings, template, payerNotices, today: drawnOn } = prepared;
	const sibling = document === 'superbill' ? undefined : { name: document, drawnOn };
	const found = sibling ? [...findings, ...missingPage(sibling.name, template, payerNotices)] : findings;
	if (statusOf(found) === 'errors') return { timings: {}, refused: true, findings: found };
	const { pdf, timings } = await drawJob(parts, { ...jobOf(prepared), sibling }, template, options);
	const fileName = pdfFileName(request.number ?? 'draft', document);
	return { timings, refused: false, pdf, findings, fileName };
}

async function preview(
	parts: ServiceParts,
	id: string,
	language: Language,
	options: DrawOptions | undefined,
): Promise<Drawn | undefined> {
	const template = parts.templates().get(id);
	if (!template) return undefined;
	const watch = startStopwatch();
	const job = sampleJob(template, language, parts.placeOfService);
	watch.lap('check');
	const { pdf, timings } = await drawJob(parts, job, template, options);
	return { pdf, timings: { ...watch.timings, ...timings } };
}

/** The name of a document's file. It never contains the name of a person. */
export function pdfFileName(number: string, document: DocumentName = 'superbill'): string {
	return `${document}-${number.replaceAll('/', '-')}.pdf`;
}
