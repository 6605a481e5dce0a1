import canonicalize from 'canonicalize';
import type { CodeSets } from './codes/code-sets.ts';
import { drawPdf } from './pdf/draw.ts';
import { hasGlyph } from './pdf/faces.ts';
import { check } from './rules/check.ts';
import type { RulePacks } from './rules/packs/packs.ts';
import type { Knowledge } from './rules/rule.ts';
import type { RuleSettings } from './rules/settings.ts';
import { dateIn } from './superbill/dates.ts';
import { type Finding, type Status, statusOf } from './superbill/finding.ts';
import { readRequest, shapeFinding } from './superbill/read.ts';
import type { SuperbillRequest } from './superbill/request.ts';
import { type DiagnosisTitles, diagnosisLetters, resolve } from './superbill/superbill.ts';
import { computeTotals, type Totals, type TotalsText, totalsText } from './superbill/totals.ts';
import { compose } from './templates/compose.ts';
import type { LoadedTemplate } from './templates/composition.ts';
import { optionalNotices } from './templates/template.ts';
import { PRODUCER, VERSION } from './version.ts';

/** What `validate` answers. Totals and letters are absent where the shape is wrong. */
export interface Validation {
	readonly status: Status;
	readonly findings: readonly Finding[];
	readonly totals?: TotalsText;
	readonly diagnosisLetters?: Readonly<Record<string, string>>;
}

export type Rendering =
	| {
			readonly refused: false;
			readonly pdf: Buffer;
			readonly findings: readonly Finding[];
			/** `superbill-<number>.pdf`, never with a name in it. */
			readonly fileName: string;
	  }
	| { readonly refused: true; readonly findings: readonly Finding[] };

/** The two things that need no store: HTTP and the command line both stand on them. */
export interface SuperbillService {
	/** Checks parsed JSON as a payer would. Never throws for any input. */
	validate(body: unknown): Validation;
	/** Checks and draws. An error finding refuses the document. */
	render(body: unknown): Rendering;
	/** What the operator made of the rules. */
	readonly settings: RuleSettings;
}

export interface ServiceParts {
	/** By id; must have `standard`. */
	readonly templates: ReadonlyMap<string, LoadedTemplate>;
	readonly placeOfService: Knowledge['placeOfService'];
	readonly codes: CodeSets;
	readonly packs: RulePacks;
	readonly settings: RuleSettings;
	/** Where a practice names no time zone of its own (IANA name). */
	readonly timeZone: string;
	readonly now: () => Date;
}

const DEFAULT_TEMPLATE = 'standard';

type Examination =
	| { readonly findings: readonly Finding[]; readonly request?: undefined }
	| {
			readonly findings: readonly Finding[];
			readonly request: SuperbillRequest;
			readonly issuedOn: string;
			readonly totals: Totals;
			readonly template: LoadedTemplate;
	  };

export function createService(parts: ServiceParts): SuperbillService {
	const { templates, settings, timeZone, now, placeOfService, codes, packs } = parts;
	const knowledge: Knowledge = { placeOfService, hasGlyph, codes, packs };

	const titleOf: DiagnosisTitles = (code, date) => {
		const answer = codes.diagnosis(code, date);
		return 'title' in answer && answer.title !== '' ? answer.title : undefined;
	};

	function examine(body: unknown): Examination {
		const { request, findings } = readRequest(body);
		if (!request) return { findings };
		const template = templates.get(request.template ?? DEFAULT_TEMPLATE);
		if (!template) return { findings: [unknownTemplate([...templates.keys()])] };
		const offered = optionalNotices(template.template);
		const unknownNotices = (request.notices ?? []).flatMap((id, i) =>
			offered.includes(id) ? [] : [unknownNotice(i, offered)],
		);
		if (unknownNotices.length > 0) return { findings: unknownNotices };
		const today = dateIn(request.billingProvider.timeZone ?? timeZone, now());
		const issuedOn = request.issuedOn ?? today;
		const totals = computeTotals(request);
		return {
			request,
			issuedOn,
			totals,
			template,
			findings: check(
				{ request, totals, issuedOn, today, knowledge },
				settings.of(request.billingProvider.npi),
			),
		};
	}

	return {
		settings,
		validate(body) {
			const examination = examine(body);
			const { findings, request } = examination;
			return request
				? {
						status: statusOf(findings),
						findings,
						totals: totalsText(examination.totals),
						diagnosisLetters: diagnosisLetters(request),
					}
				: { status: 'errors', findings };
		},
		render(body) {
			const examination = examine(body);
			const { findings, request } = examination;
			if (!request || statusOf(findings) === 'errors') return { refused: true, findings };
			const { template, issuedOn, totals } = examination;
			const content = compose(resolve(request, issuedOn, titleOf), template, {
				language: request.language ?? 'en',
			});
			return {
				refused: false,
				pdf: drawPdf(content, {
					issuedOn,
					author: request.billingProvider.name,
					producer: PRODUCER,
					data: attachment({
						superbill: { ...request, issuedOn },
						totals: totalsText(totals),
						findings,
						template: templateFacts(template),
						service: VERSION,
					}),
				}),
				findings,
				fileName: `superbill-${(request.number ?? 'draft').replaceAll('/', '-')}.pdf`,
			};
		},
	};
}

const templateFacts = ({ template: { id, version }, sha256 }: LoadedTemplate) => ({ id, version, sha256 });

/** Canonical JSON (RFC 8785): the same data is the same bytes. */
function attachment(data: object): Buffer {
	return Buffer.from(canonicalize(data) as string);
}

function unknownTemplate(ids: readonly string[]): Finding {
	return shapeFinding(
		['template'],
		`template must be one of ${ids.map((id) => `"${id}"`).join(', ')}.`,
		'Choose a template that is installed, or leave it out.',
	);
}

function unknownNotice(index: number, ids: readonly string[]): Finding {
	return shapeFinding(
		['notices', index],
		ids.length === 0
			? 'This template has no optional notices.'
			: `notices[${index}] must be one of ${ids.map((id) => `"${id}"`).join(', ')}.`,
		'Choose a notice that the template offers, or leave it out.',
	);
}
