import canonicalize from 'canonicalize';
import { drawPdf } from './pdf/draw.ts';
import { facesOf } from './pdf/faces.ts';
import { check } from './rules/check.ts';
import type { Knowledge } from './rules/rule.ts';
import { dateIn } from './superbill/dates.ts';
import { type Finding, type Status, statusOf } from './superbill/finding.ts';
import { readRequest, shapeFinding } from './superbill/read.ts';
import type { SuperbillRequest } from './superbill/request.ts';
import { diagnosisLetters, resolve } from './superbill/superbill.ts';
import { computeTotals, type Totals, type TotalsText, totalsText } from './superbill/totals.ts';
import { compose } from './templates/compose.ts';
import type { LoadedTemplate, Preview } from './templates/composition.ts';
import type { Language } from './templates/labels.ts';
import type { Templates } from './templates/load.ts';
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

/** What needs no store: HTTP and the command line both stand on it. */
export interface SuperbillService {
	/** Checks parsed JSON as a payer would. Never throws for any input. */
	validate(body: unknown): Validation;
	/** Checks and draws. An error finding refuses the document. */
	render(body: unknown): Rendering;
	/** The templates that a request may name. */
	templates(): readonly LoadedTemplate[];
	/** A template's sample as a PDF with SAMPLE across its pages; none where no template has the id. */
	preview(id: string, language: Language): Buffer | undefined;
}

export interface ServiceParts {
	/** By id, asked once for each request, because they may be read again; must have `standard`. */
	readonly templates: () => Templates;
	readonly placeOfService: Knowledge['placeOfService'];
	/** Where a practice names no time zone of its own (IANA name). */
	readonly timeZone: string;
	readonly now: () => Date;
}

const DEFAULT_TEMPLATE = 'standard';

interface Examined {
	readonly findings: readonly Finding[];
	readonly request: SuperbillRequest;
	readonly issuedOn: string;
	readonly totals: Totals;
	readonly template: LoadedTemplate;
}

type Examination = Examined | { readonly findings: readonly Finding[]; readonly request?: undefined };

export function createService({ templates, placeOfService, timeZone, now }: ServiceParts): SuperbillService {
	function examine(body: unknown): Examination {
		const { request, findings } = readRequest(body);
		if (!request) return { findings };
		const installed = templates();
		const chosen = installed.get(request.template ?? DEFAULT_TEMPLATE);
		// An unknown one is refused; what else is wrong is said all the same.
		const template = chosen ?? (installed.get(DEFAULT_TEMPLATE) as LoadedTemplate);
		const offered = template.template.notices.map(({ id }) => id);
		const unknown = chosen
			? (request.notices ?? []).flatMap((id, i) => (offered.includes(id) ? [] : [unknownNotice(i, offered)]))
			: [unknownTemplate([...installed.keys()])];
		const today = dateIn(request.billingProvider.timeZone ?? timeZone, now());
		const issuedOn = request.issuedOn ?? today;
		const totals = computeTotals(request);
		const { canDraw: hasGlyph } = facesOf(template.fallbackFonts);
		return {
			request,
			issuedOn,
			totals,
			template,
			findings: [
				...unknown,
				...check({ request, totals, issuedOn, today, knowledge: { placeOfService, hasGlyph } }),
			],
		};
	}

	return {
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
			return {
				refused: false,
				pdf: draw(examination),
				findings,
				fileName: `superbill-${(request.number ?? 'draft').replaceAll('/', '-')}.pdf`,
			};
		},
		templates: () => [...templates().values()],
		preview(id, language) {
			const template = templates().get(id);
			if (!template) return undefined;
			const request = { ...template.preview, template: id, language };
			const { issuedOn } = request;
			const { canDraw: hasGlyph } = facesOf(template.fallbackFonts);
			const findings = previewFindings(request, { placeOfService, hasGlyph });
			return draw({ request, issuedOn, totals: computeTotals(request), template, findings, mark: 'SAMPLE' });
		},
	};
}

/** What the checks find in a template's sample on its day of issue: it never grows old. */
export function previewFindings(request: Preview, knowledge: Knowledge): Finding[] {
	const { issuedOn } = request;
	return check({ request, totals: computeTotals(request), issuedOn, today: issuedOn, knowledge });
}

interface Drawing extends Pick<Examined, 'request' | 'issuedOn' | 'totals' | 'template' | 'findings'> {
	readonly mark?: 'SAMPLE';
}

function draw({ request, issuedOn, totals, template, findings, mark }: Drawing): Buffer {
	const { language = 'en', billingProvider } = request;
	const facts = templateFacts(template);
	return drawPdf(compose(resolve(request, issuedOn), template, { language, mark }), {
		issuedOn,
		author: billingProvider.name,
		producer: PRODUCER,
		creator: `${PRODUCER}, template ${facts.id} ${facts.version}, sha256 ${facts.sha256}`,
		data: attachment({
			superbill: { ...request, issuedOn },
			totals: totalsText(totals),
			findings,
			template: facts,
			service: VERSION,
		}),
	});
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
			? 'This template has no notices to choose from.'
			: `notices[${index}] must be one of ${ids.map((id) => `"${id}"`).join(', ')}.`,
		'Choose a notice that the template offers, or leave it out.',
	);
}
