import { NO_CODE_SETS } from '../codes/create-code-sets.ts';
import { facesOf } from '../pdf/fonts/faces.ts';
import type { Practice } from '../practices/practice.ts';
import { check } from '../rules/catalogue/check.ts';
import { indexPacks } from '../rules/packs/packs.ts';
import { dateIn } from '../superbill/dates.ts';
import type { Finding } from '../superbill/finding.ts';
import { shapeFinding } from '../superbill/read.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import type { SiblingName } from '../superbill/sibling.ts';
import { computeTotals } from '../superbill/totals.ts';
import type { LoadedTemplate } from '../templates/loaded-template.ts';
import { HOW_TO_SUBMIT } from '../templates/vocabulary.ts';
import { choosePayers } from './choose-payers.ts';
import { chooseTemplate, hasSignature } from './choose-template.ts';
import type { ExaminedRequest } from './examine.ts';
import type { ServiceParts } from './parts.ts';

/** An issued superbill from which a sibling is drawn. */
export interface IssuedRequest {
	/** With all payments, and the template that the superbill was drawn with. */
	readonly request: SuperbillRequest & { readonly issuedOn: string; readonly number: string };
	readonly practice: Practice | undefined;
	/** Of a practice that has none. */
	readonly timeZone: string;
}

/**
 * Prepares a request that was issued for drawing, without judging it again: rules and codes may have changed since. If its
 * template is no longer installed, the default one is used, whose fonts may lack a character.
 */
export function examineIssued(
	parts: ServiceParts,
	{ request, practice, timeZone }: IssuedRequest,
): ExaminedRequest {
	const { template } = chooseTemplate(parts.templates(), request.template);
	const { payers } = choosePayers(parts.payers, request, practice);
	const { issuedOn, billingProvider } = request;
	const totals = computeTotals(request);
	const today = dateIn(billingProvider.timeZone ?? timeZone, parts.now());
	return {
		request,
		issuedOn,
		totals,
		today,
		template,
		logo: practice?.logo,
		payerNotices: payers.flatMap(({ notice }) => notice ?? []),
		findings: check({
			request,
			totals,
			issuedOn,
			today,
			payers: [],
			knowledge: {
				placeOfService: parts.placeOfService,
				hasGlyph: facesOf(template.fallbackFonts).canDraw,
				isSigned: hasSignature(template),
				codes: NO_CODE_SETS,
				packs: indexPacks([]),
			},
		}).filter(({ rule }) => rule === 'unprintable-text'),
	};
}

/** Finds out whether a template has the page that a sibling consists of. */
export function missingPage(
	name: SiblingName,
	{ template }: LoadedTemplate,
	payerNotices: readonly unknown[] = [],
): readonly Finding[] {
	const { id, notices } = template;
	if (name !== 'how-to-submit' || payerNotices.length > 0) return [];
	if (notices.some((notice) => notice.id === HOW_TO_SUBMIT && notice.title)) return [];
	return [
		shapeFinding(
			[],
			`The template "${id}" has no page on how to submit, and neither has the payer.`,
			`Choose another template, or add a notice with a title and the id "${HOW_TO_SUBMIT}" to this one.`,
		),
	];
}
