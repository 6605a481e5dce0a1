import { NO_CODE_SETS } from '../codes/create-code-sets.ts';
import { facesOf } from '../pdf/fonts/faces.ts';
import type { PracticeProfile } from '../practices/practice.ts';
import { profileFindings } from '../practices/profile-findings.ts';
import { check } from '../rules/catalogue/check.ts';
import type { RuleSeverities } from '../rules/catalogue/severities.ts';
import { indexPacks } from '../rules/packs/packs.ts';
import type { Knowledge } from '../rules/rule.ts';
import { dateIn } from '../superbill/dates.ts';
import type { Finding } from '../superbill/finding.ts';
import type { Language } from '../superbill/language.ts';
import { NO_NAMES } from '../superbill/superbill.ts';
import { computeTotals } from '../superbill/totals.ts';
import type { LoadedTemplate, Preview } from '../templates/loaded-template.ts';
import { unknownPayer } from './choose-payers.ts';
import { chooseTemplate, hasSignature, unknownNotices, unknownTemplateOfRequest } from './choose-template.ts';
import type { DrawingJob } from './drawing/document.ts';
import { severitiesFor } from './examine.ts';
import type { ServiceParts } from './parts.ts';

/** Samples are checked without code sets and packs, because a template must look the same wherever it is drawn. */
const NO_CODES: Pick<Knowledge, 'codes' | 'packs'> = { codes: NO_CODE_SETS, packs: indexPacks([]) };

type SampleKnowledge = Pick<Knowledge, 'placeOfService' | 'hasGlyph' | 'isSigned'> &
	Partial<Pick<Knowledge, 'codes' | 'packs'>>;

/** Prepares a template's sample, without official names, for drawing. */
export function sampleJob(
	template: LoadedTemplate,
	language: Language,
	placeOfService: Knowledge['placeOfService'],
): DrawingJob {
	const request = { ...template.preview, template: template.template.id, language };
	const { canDraw: hasGlyph } = facesOf(template.fallbackFonts);
	const isSigned = hasSignature(template);
	const findings = previewFindings(request, { placeOfService, hasGlyph, isSigned });
	return { request, issuedOn: request.issuedOn, findings, names: NO_NAMES, mark: 'SAMPLE' };
}

/** Checks a template's sample on its own day of issue, so that it never becomes outdated. */
export function previewFindings(request: Preview, known: SampleKnowledge): Finding[] {
	return sampleFindings(request, known);
}

/** Finds problems in a practice's profile that would recur on each of its superbills. */
export function practiceFindings(parts: ServiceParts, profile: PracticeProfile): readonly Finding[] {
	const installed = parts.templates();
	const { template, isInstalled } = chooseTemplate(installed, profile.template);
	const { preview, fallbackFonts } = template;
	// One service line is enough, because only findings about people and the practice are kept.
	const sample = { ...preview, serviceLines: preview.serviceLines.slice(0, 1) };
	const known = {
		placeOfService: parts.placeOfService,
		hasGlyph: facesOf(fallbackFonts).canDraw,
		isSigned: hasSignature(template),
	};
	const today = dateIn(profile.billingProvider.timeZone ?? parts.timeZone, parts.now());
	const severities = severitiesFor(parts.severities, profile.billingProvider.npi, profile);
	return [
		...(isInstalled ? unknownNotices(profile.notices, template) : [unknownTemplateOfRequest(installed)]),
		...unknownPayer(parts.payers, profile.payerProfile),
		...profileFindings(
			profile,
			sample,
			(request) => sampleFindings({ ...request, issuedOn: preview.issuedOn }, known, severities),
			(line) =>
				sampleFindings(
					{ ...sample, issuedOn: today, serviceLines: [{ ...line, date: today }] },
					{ ...known, codes: parts.codes, packs: parts.packs },
					severities,
				),
		),
	];
}

function sampleFindings(request: Preview, known: SampleKnowledge, severities?: RuleSeverities): Finding[] {
	const { issuedOn } = request;
	const totals = computeTotals(request);
	return check(
		{ request, totals, issuedOn, today: issuedOn, payers: [], knowledge: { ...NO_CODES, ...known } },
		severities,
	);
}
