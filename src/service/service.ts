import { type Stopwatch, startStopwatch, type Timed } from '../calls/timings.ts';
import type { CodeSets } from '../codes/code-sets.ts';
import { NO_CODE_SETS } from '../codes/no-code-sets.ts';
import { facesOf } from '../pdf/fonts/faces.ts';
import { type Practice, type PracticeProfile, practiceSeverities } from '../practices/practice.ts';
import { profileFindings } from '../practices/profile-findings.ts';
import { atReference, expandReferences } from '../practices/references.ts';
import { check } from '../rules/catalogue/check.ts';
import type { OperatorSeverities, RuleSeverities } from '../rules/catalogue/severities.ts';
import { indexPacks, type RulePacks } from '../rules/packs/packs.ts';
import type { Knowledge } from '../rules/rule.ts';
import { dateIn } from '../superbill/dates.ts';
import { type Finding, type Status, statusOf } from '../superbill/finding.ts';
import type { Language } from '../superbill/language.ts';
import { readShape, shapeFinding } from '../superbill/read.ts';
import { SuperbillRequest } from '../superbill/request.ts';
import { type DiagnosisTitles, diagnosisLetters, diagnosisTitles } from '../superbill/superbill.ts';
import { computeTotals, type Totals, type TotalsText, totalsText } from '../superbill/totals.ts';
import type { LoadedTemplate, Preview, Templates } from '../templates/loaded-template.ts';
import type { Draw, DrawingJob, Drawn, DrawOptions } from './drawing/document.ts';

/** What `validate` answers. Totals and letters are absent where the shape is wrong. */
export interface Validation {
	readonly status: Status;
	readonly findings: readonly Finding[];
	readonly totals?: TotalsText;
	readonly diagnosisLetters?: Readonly<Record<string, string>>;
}

export type Rendering = Timed &
	(
		| {
				readonly refused: false;
				readonly pdf: Buffer;
				readonly findings: readonly Finding[];
				/** `superbill-<number>.pdf`, never with a name in it. */
				readonly fileName: string;
		  }
		| { readonly refused: true; readonly findings: readonly Finding[] }
	);

/** What needs no store: HTTP and the command line both stand on it. */
export interface SuperbillService {
	/**
	 * Checks parsed JSON as a payer would. Never throws for any input.
	 * @param practice whose letterhead, providers and defaults the request may use.
	 */
	validate(body: unknown, practice?: Practice): Validation & Timed;
	/** Checks and draws. An error finding refuses the document. */
	render(body: unknown, practice?: Practice): Promise<Rendering>;
	/** Checks what is to be drawn later, under a number that is not known yet. */
	prepare(body: unknown, practice?: Practice): Preparation & Timed;
	/** Draws what was prepared. */
	draw(prepared: Prepared, options?: DrawOptions): Promise<Drawn>;
	/** What every superbill of a practice would be told about the practice itself. */
	judge(profile: PracticeProfile): readonly Finding[];
	/** What the operator made of the rules. */
	readonly severities: OperatorSeverities;
	/** The templates that a request may name. */
	templates(): readonly LoadedTemplate[];
	/** A template's sample as a PDF with SAMPLE across its pages; none where no template has the id. */
	preview(id: string, language: Language): Promise<Drawn | undefined>;
}

export interface ServiceParts {
	/** By id, asked once for each request, because they may be read again; must have `standard`. */
	readonly templates: () => Templates;
	readonly placeOfService: Knowledge['placeOfService'];
	readonly codes: CodeSets;
	readonly draw: Draw;
	readonly packs: RulePacks;
	readonly severities: OperatorSeverities;
	/** Where a practice names no time zone of its own (IANA name). */
	readonly timeZone: string;
	readonly now: () => Date;
}

const DEFAULT_TEMPLATE = 'standard';

/** A request that nothing speaks against, and all that its document is made of. */
export interface Prepared extends DrawingJob {
	readonly totals: Totals;
	readonly template: LoadedTemplate;
}

export type Preparation =
	| { readonly refused: false; readonly prepared: Prepared }
	| { readonly refused: true; readonly findings: readonly Finding[] };

type Examination =
	| Omit<Prepared, 'titles'>
	| { readonly findings: readonly Finding[]; readonly request?: undefined };

export function createService(parts: ServiceParts): SuperbillService {
	const { templates, severities, timeZone, now, placeOfService, codes, packs, draw } = parts;

	const titleOf: DiagnosisTitles = (code, date) => {
		const answer = codes.diagnosis(code, date);
		return 'title' in answer && answer.title !== '' ? answer.title : undefined;
	};

	function examine(sent: unknown, practice: Practice | undefined, watch: Stopwatch): Examination {
		const { body, places, findings: misled } = expandReferences(sent, practice);
		const { value, findings: misshapen } = readShape(
			SuperbillRequest,
			body,
			misled.length === 0 ? undefined : places,
		);
		watch.lap('read');
		const said = (findings: readonly Finding[]) => [
			...misled,
			...findings.map((finding) => atReference(finding, places)),
		];
		if (!value) return { findings: said(misshapen) };
		const request = withDefaults(value, practice);
		const installed = templates();
		const chosen = installed.get(request.template ?? DEFAULT_TEMPLATE);
		// An unknown one is refused; what else is wrong is said all the same.
		const template = chosen ?? (installed.get(DEFAULT_TEMPLATE) as LoadedTemplate);
		const offered = template.template.notices.map(({ id }) => id);
		const unknown = chosen
			? (request.notices ?? []).flatMap((id, i) => (offered.includes(id) ? [] : [unknownNotice(i, offered)]))
			: [unknownTemplate([...installed.keys()], value.template !== undefined)];
		const today = dateIn(timeZoneOf(request, practice) ?? timeZone, now());
		const issuedOn = request.issuedOn ?? today;
		const totals = computeTotals(request);
		const { canDraw: hasGlyph } = facesOf(template.fallbackFonts);
		const found = check(
			{ request, totals, issuedOn, today, knowledge: { placeOfService, hasGlyph, codes, packs } },
			severitiesOf(request.billingProvider.npi, practice?.profile),
		);
		const findings = said([...unknown, ...found]);
		watch.lap('check');
		return { request, issuedOn, totals, template, logo: practice?.logo, findings };
	}

	function severitiesOf(npi: string, profile: PracticeProfile | undefined): RuleSeverities {
		const ofOperator = severities.of(npi);
		return profile ? new Map([...ofOperator, ...practiceSeverities(profile)]) : ofOperator;
	}

	function prepare(body: unknown, practice: Practice | undefined): Preparation & Timed {
		const watch = startStopwatch();
		const examination = examine(body, practice, watch);
		const { findings, request } = examination;
		const { timings } = watch;
		return request && statusOf(findings) !== 'errors'
			? { timings, refused: false, prepared: { ...examination, titles: diagnosisTitles(request, titleOf) } }
			: { timings, refused: true, findings };
	}

	const drawPrepared = ({ totals: _, template, ...job }: Prepared, options?: DrawOptions) =>
		draw(job, template, options);

	return {
		severities,
		validate(body, practice) {
			const watch = startStopwatch();
			const examination = examine(body, practice, watch);
			const { findings, request } = examination;
			const { timings } = watch;
			return request
				? {
						timings,
						status: statusOf(findings),
						findings,
						totals: totalsText(examination.totals),
						diagnosisLetters: diagnosisLetters(request),
					}
				: { timings, status: 'errors', findings };
		},
		async render(body, practice) {
			const preparation = prepare(body, practice);
			if (preparation.refused) return preparation;
			const { request, findings } = preparation.prepared;
			const { pdf, timings } = await drawPrepared(preparation.prepared);
			return {
				timings: { ...preparation.timings, ...timings },
				refused: false,
				pdf,
				findings,
				fileName: pdfFileName(request.number ?? 'draft'),
			};
		},
		prepare,
		draw: drawPrepared,
		judge(profile) {
			const installed = templates();
			const chosen = installed.get(profile.template ?? DEFAULT_TEMPLATE);
			const { preview, fallbackFonts } = chosen ?? (installed.get(DEFAULT_TEMPLATE) as LoadedTemplate);
			const { canDraw: hasGlyph } = facesOf(fallbackFonts);
			const set = severitiesOf(profile.billingProvider.npi, profile);
			return [
				...(chosen ? [] : [unknownTemplate([...installed.keys()], true)]),
				...profileFindings(profile, preview, (sample) =>
					sampleFindings({ ...sample, issuedOn: preview.issuedOn }, { placeOfService, hasGlyph }, set),
				),
			];
		},
		templates: () => [...templates().values()],
		async preview(id, language) {
			const template = templates().get(id);
			if (!template) return undefined;
			const watch = startStopwatch();
			const job = sampleJob(template, language, placeOfService);
			watch.lap('check');
			const { pdf, timings } = await draw(job, template);
			return { pdf, timings: { ...watch.timings, ...timings } };
		},
	};
}

/** What the practice says where the request says nothing. */
function withDefaults(request: SuperbillRequest, practice: Practice | undefined): SuperbillRequest {
	if (!practice) return request;
	const { template, language } = practice.profile;
	return { ...(template && { template }), ...(language && { language }), ...request };
}

function timeZoneOf(
	{ billingProvider }: SuperbillRequest,
	practice: Practice | undefined,
): string | undefined {
	return billingProvider.timeZone ?? practice?.profile.billingProvider.timeZone;
}

/** `superbill-<number>.pdf`, never with a name in it. */
export function pdfFileName(number: string): string {
	return `superbill-${number.replaceAll('/', '-')}.pdf`;
}

/** A sample says nothing of what is imported where it is drawn: it is the same everywhere. */
const NO_CODES: Pick<Knowledge, 'codes' | 'packs'> = { codes: NO_CODE_SETS, packs: indexPacks([]) };
const OF_SAMPLES: RuleSeverities = new Map([['code-set-missing', 'off']]);

/** A template's sample. It is the same everywhere, whatever is imported: it has no official titles. */
export function sampleJob(
	template: LoadedTemplate,
	language: Language,
	placeOfService: Knowledge['placeOfService'],
): DrawingJob {
	const request = { ...template.preview, template: template.template.id, language };
	const { canDraw: hasGlyph } = facesOf(template.fallbackFonts);
	const findings = previewFindings(request, { placeOfService, hasGlyph });
	return { request, issuedOn: request.issuedOn, findings, titles: [], mark: 'SAMPLE' };
}

/** What the checks find in a template's sample on its day of issue: it never grows old. */
export function previewFindings(
	request: Preview,
	known: Pick<Knowledge, 'placeOfService' | 'hasGlyph'>,
): Finding[] {
	return sampleFindings(request, known, OF_SAMPLES);
}

function sampleFindings(
	request: Preview,
	known: Pick<Knowledge, 'placeOfService' | 'hasGlyph'>,
	severities: RuleSeverities,
): Finding[] {
	const { issuedOn } = request;
	const totals = computeTotals(request);
	return check(
		{ request, totals, issuedOn, today: issuedOn, knowledge: { ...known, ...NO_CODES } },
		severities,
	);
}

/** @param isNamed whether what was sent names it; otherwise the practice does. */
function unknownTemplate(ids: readonly string[], isNamed: boolean): Finding {
	const offered = ids.map((id) => `"${id}"`).join(', ');
	return isNamed
		? shapeFinding(
				['template'],
				`template must be one of ${offered}.`,
				'Choose a template that is installed, or leave it out.',
			)
		: shapeFinding(
				[],
				'The template that the practice has chosen is not installed any more.',
				`Name one that is installed as template (${offered}), or have an administrator change the practice.`,
			);
}

function unknownNotice(index: number, ids: readonly string[]): Finding {
	return shapeFinding(
		['notices', index],
		ids.length === 0
			? 'This template has no notices to choose from.'
			: `notices[${index}] must be one of ${ids.map((id) => `"${id}"`).join(', ')}.`,
		'Choose a notice that the template offers, or leave it out.',
	);
}
