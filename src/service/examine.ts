import type { Stopwatch } from '../calls/timings.ts';
import { facesOf } from '../pdf/fonts/faces.ts';
import { type Practice, type PracticeProfile, practiceSeverities } from '../practices/practice.ts';
import { atReference, expandReferences } from '../practices/references.ts';
import { check } from '../rules/catalogue/check.ts';
import type { OperatorSeverities, RuleSeverities } from '../rules/catalogue/severities.ts';
import { dateIn, type IsoDate } from '../superbill/dates.ts';
import type { Finding } from '../superbill/finding.ts';
import { withOwnIds } from '../superbill/own-ids.ts';
import { readShape } from '../superbill/read.ts';
import { SuperbillRequest } from '../superbill/request.ts';
import { readable, salvage } from '../superbill/salvage.ts';
import { computeTotals, type Totals } from '../superbill/totals.ts';
import type { LoadedTemplate } from '../templates/loaded-template.ts';
import { choosePayers } from './choose-payers.ts';
import {
	chooseTemplate,
	hasSignature,
	unknownNotices,
	unknownTemplateOfPractice,
	unknownTemplateOfRequest,
} from './choose-template.ts';
import type { DrawingJob } from './drawing/document.ts';
import type { ServiceParts } from './parts.ts';

/** A request of the right shape with everything that its document is made of, except official names. */
export interface ExaminedRequest extends Omit<DrawingJob, 'names'> {
	readonly totals: Totals;
	/** In the practice's time zone. */
	readonly today: IsoDate;
	readonly template: LoadedTemplate;
}

/** Findings alone mean that the request has the wrong shape. */
export type Examination =
	| ExaminedRequest
	| { readonly findings: readonly Finding[]; readonly request?: undefined };

/** Reads parsed JSON and checks it as a payer would. Accepts any input. */
export function examine(
	parts: ServiceParts,
	sent: unknown,
	practice: Practice | undefined,
	watch: Stopwatch,
): Examination {
	const { body, places, findings: unresolvedReferences } = expandReferences(sent, practice);
	const { value, findings: shapeFindings } = readShape(
		SuperbillRequest,
		body,
		unresolvedReferences.length === 0 ? undefined : places,
	);
	watch.lap('read');
	const asSent = (findings: readonly Finding[]) =>
		withOwnIds([...unresolvedReferences, ...findings.map((finding) => atReference(finding, places))], sent);
	if (!value) {
		// What is readable is checked as well, so that one answer has every mistake.
		const rest = salvage(SuperbillRequest, body, shapeFindings.length);
		const found = rest === undefined ? [] : checked(parts, rest, practice).found;
		watch.lap('check');
		return { findings: asSent([...shapeFindings, ...found]) };
	}
	const { request, today, template, payers, found } = checked(parts, value, practice);
	watch.lap('check');
	return {
		request,
		issuedOn: request.issuedOn ?? today,
		totals: computeTotals(request),
		today,
		template,
		logo: practice?.logo,
		payerNotices: payers.flatMap(({ notice }) => notice ?? []),
		findings: asSent(found),
	};
}

/** Checks a request of which some values may be unreadable. */
function checked(parts: ServiceParts, value: SuperbillRequest, practice: Practice | undefined) {
	const request = readable(() => withDefaults(value, practice), value);
	const installed = parts.templates();
	const { template, isInstalled } = chooseTemplate(
		installed,
		readable(() => request.template, undefined),
	);
	const isOfRequest = readable(() => value.template !== undefined, true);
	const missing = isOfRequest ? unknownTemplateOfRequest : unknownTemplateOfPractice;
	const unknown = isInstalled
		? readable(() => unknownNotices(value.notices, template), [])
		: [missing(installed)];
	const timeZone = readable(() => timeZoneOf(request, practice), undefined) ?? parts.timeZone;
	const today = dateIn(timeZone, parts.now());
	const { placeOfService, codes, packs } = parts;
	const { payers, findings: unknownPayers } = choosePayers(parts.payers, request, practice);
	const isSigned = hasSignature(template);
	const { canDraw: hasGlyph } = facesOf(template.fallbackFonts);
	const npi = readable(() => request.billingProvider.npi, '');
	const found = check(
		{
			request,
			today,
			payers,
			knowledge: { placeOfService, hasGlyph, isSigned, codes, packs },
			get issuedOn() {
				return request.issuedOn ?? today;
			},
			get totals() {
				return computeTotals(request);
			},
		},
		severitiesFor(parts.severities, npi, practice?.profile),
	);
	return { request, today, template, payers, found: [...unknown, ...unknownPayers, ...found] };
}

/** Combines the operator's severities with those of the practice, which take precedence. */
export function severitiesFor(
	operator: OperatorSeverities,
	billingNpi: string,
	profile: PracticeProfile | undefined,
): RuleSeverities {
	const ofOperator = operator.of(billingNpi);
	return profile ? new Map([...ofOperator, ...practiceSeverities(profile)]) : ofOperator;
}

/** Fills in the practice's template, language and notices if the request names none. */
function withDefaults(request: SuperbillRequest, practice: Practice | undefined): SuperbillRequest {
	if (!practice) return request;
	const { template, language, notices } = practice.profile;
	return {
		...(template && { template }),
		...(language && { language }),
		...(notices && { notices }),
		...request,
	};
}

function timeZoneOf(
	{ billingProvider }: SuperbillRequest,
	practice: Practice | undefined,
): string | undefined {
	return billingProvider.timeZone ?? practice?.profile.billingProvider.timeZone;
}
