import './v8-flags.ts';
import canonicalize from 'canonicalize';
import { startStopwatch, type Timed } from '../../calls/timings.ts';
import { marksFor } from '../../page/number-marks.ts';
import { drawPdf } from '../../pdf/draw.ts';
import type { UnfinishedPdf } from '../../pdf/file/unfinished.ts';
import type { Logo } from '../../practices/logo.ts';
import type { Finding } from '../../superbill/finding.ts';
import type { SuperbillRequest } from '../../superbill/request.ts';
import { receiptData, receiptRequest, type Sibling } from '../../superbill/sibling.ts';
import { NO_NAMES, type OfficialNames, resolve } from '../../superbill/superbill.ts';
import { type Totals, totalsText } from '../../superbill/totals.ts';
import { compose } from '../../templates/compose/compose.ts';
import type { TitledNotice } from '../../templates/compose/notices.ts';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import { PRODUCER, VERSION } from '../../version.ts';

/** Everything that a document is made of except its template, as plain data that can pass between threads. */
export interface DrawingJob {
	/** A request that passed the checks. Its number, if any, is a stand-in: the document is finished with another. */
	readonly request: SuperbillRequest;
	/** `YYYY-MM-DD`. */
	readonly issuedOn: string;
	readonly findings: readonly Finding[];
	readonly names: OfficialNames;
	/** Pages for the patient from the profiles of the payers. */
	readonly payerNotices?: readonly TitledNotice[];
	/** The practice's logo, which replaces the template's. */
	readonly logo?: Logo | undefined;
	readonly mark?: 'SAMPLE' | undefined;
	/** Set for a document other than the superbill. */
	readonly sibling?: Sibling | undefined;
}

/** A document without its number. */
export interface Drawing extends Timed {
	readonly unfinished: UnfinishedPdf;
}

export interface DrawOptions {
	/** The pool is divided evenly between callers. */
	readonly caller?: string;
	/** Draws after everything that waits, and is never refused: for batches, which limit what they ask for. */
	readonly behind?: boolean;
}

/** Draws a document, on this thread or another. @throws Refusal of kind `overloaded` if too many documents wait */
export type Draw = (job: DrawingJob, template: LoadedTemplate, options?: DrawOptions) => Promise<Drawing>;

/** Composes and draws a document. The same job and template give the same bytes. */
export function drawDocument(job: DrawingJob, template: LoadedTemplate): Drawing {
	const { issuedOn, payerNotices, logo, mark, sibling } = job;
	const watch = startStopwatch();
	const standIn = job.request.number;
	const { request, names, data } = printed({
		...job,
		request: { ...job.request, ...(standIn !== undefined && { number: marksFor(standIn) }) },
	});
	const { language = 'en', billingProvider } = request;
	const facts = { id: template.template.id, version: template.template.version, sha256: template.sha256 };
	const superbill = resolve(request, issuedOn, names);
	const content = {
		...compose(superbill, template, {
			language,
			mark,
			logo: logo?.image,
			sibling,
			...(payerNotices && { payerNotices }),
		}),
		standIn,
	};
	watch.lap('compose');
	const unfinished = drawPdf(content, {
		document: sibling?.name ?? 'superbill',
		datedOn: sibling?.drawnOn ?? issuedOn,
		author: billingProvider.name,
		producer: PRODUCER,
		creator: [
			`${PRODUCER}, template ${facts.id} ${facts.version}, sha256 ${facts.sha256}`,
			...(logo ? [`logo sha256 ${logo.sha256}`] : []),
		].join(', '),
		data: attachment({
			...data(superbill.totals),
			template: facts,
			...(logo && { logo: { sha256: logo.sha256 } }),
			service: VERSION,
		}),
	});
	watch.lap('draw');
	return { unfinished, timings: watch.timings };
}

/** The part of a job that its document prints, and the data that is attached: a file says no more than its pages. */
function printed({ request, issuedOn, findings, names, sibling }: DrawingJob): {
	readonly request: SuperbillRequest;
	readonly names: OfficialNames;
	data(totals: Totals): object;
} {
	if (!sibling) {
		const superbill = { ...forOthers(request), issuedOn };
		return { request, names, data: (totals) => ({ superbill, totals: totalsText(totals), findings }) };
	}
	const { name, drawnOn } = sibling;
	const facts = { document: name, drawnOn };
	if (name === 'how-to-submit') {
		return { request, names, data: () => ({ ...facts, superbill: { number: request.number } }) };
	}
	const receipt = receiptData(request, name);
	return {
		request: receiptRequest(receipt),
		names: { ...NO_NAMES, lines: names.lines },
		data: (totals) => ({ ...facts, superbill: { ...receipt, issuedOn }, totals: totalsText(totals) }),
	};
}

/** Leaves out what is only for the caller. */
function forOthers({ metadata: _, ...request }: SuperbillRequest): Omit<SuperbillRequest, 'metadata'> {
	return request;
}

/** Writes canonical JSON (RFC 8785), so that the same data gives the same bytes. */
function attachment(data: object): string {
	return canonicalize(data) as string;
}
