import { payerClaimNumber, replacesItself } from './correction.ts';
import { coverageMissing, minorWithoutGuarantor, subscriberMissing } from './coverage-and-people.ts';
import { dateBeforeBirth, dateInFuture, timelyFiling } from './dates.ts';
import {
	diagnosisDuplicate,
	diagnosisFormat,
	diagnosisSequence,
	diagnosisUnreferenced,
} from './diagnoses.ts';
import { ndcAmbiguous, ndcFormat, ndcUnit, unlistedDrugDetails } from './drugs.ts';
import {
	npiCheckDigit,
	supervisorIsRenderer,
	taxIdFormat,
	taxIdIsSsn,
	taxonomyFormat,
} from './identifiers.ts';
import {
	modifierDuplicate,
	modifierFormat,
	pointerDuplicate,
	pointerOutOfRange,
} from './modifiers-and-pointers.ts';
import {
	adjustmentExceedsCharges,
	chargeZero,
	creditBalance,
	discountShown,
	notPaid,
	refundExceedsPayments,
} from './money.ts';
import { audioOnly, placeOfServiceUnknown, telehealthMismatch } from './place-of-service-and-telehealth.ts';
import { categoryIii, duplicateLine, manyVisits, procedureFormat } from './procedures.ts';
import type { Rule } from './rule.ts';
import { ssnInText, unprintableText } from './text.ts';

/** Every rule, in the order in which findings are listed. */
export const CATALOGUE: readonly Rule[] = [
	npiCheckDigit,
	supervisorIsRenderer,
	taxIdFormat,
	taxIdIsSsn,
	taxonomyFormat,
	diagnosisFormat,
	diagnosisDuplicate,
	diagnosisUnreferenced,
	diagnosisSequence,
	procedureFormat,
	modifierFormat,
	modifierDuplicate,
	pointerOutOfRange,
	pointerDuplicate,
	placeOfServiceUnknown,
	telehealthMismatch,
	audioOnly,
	dateInFuture,
	dateBeforeBirth,
	timelyFiling,
	duplicateLine,
	chargeZero,
	unlistedDrugDetails,
	ndcFormat,
	ndcAmbiguous,
	ndcUnit,
	categoryIii,
	subscriberMissing,
	minorWithoutGuarantor,
	coverageMissing,
	notPaid,
	creditBalance,
	refundExceedsPayments,
	adjustmentExceedsCharges,
	discountShown,
	replacesItself,
	payerClaimNumber,
	manyVisits,
	unprintableText,
	ssnInText,
];
