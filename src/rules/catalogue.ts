import { codeSetMissing } from './code-set-missing.ts';
import { payerClaimNumber, replacesItself } from './correction.ts';
import { coverageMissing, minorWithoutGuarantor, subscriberMissing } from './coverage-and-people.ts';
import { dateBeforeBirth, dateInFuture, timelyFiling } from './dates.ts';
import { diagnosisDuplicate, diagnosisFormat, diagnosisUnreferenced } from './diagnoses.ts';
import { diagnosisNotBillable, diagnosisNotValidOnDate, diagnosisUnknown } from './diagnosis-codes.ts';
import { diagnosisExcludes1, diagnosisSequence } from './diagnosis-order.ts';
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
import { modifierUnknown, procedureNotValidOnDate, procedureUnknown } from './procedure-codes.ts';
import { categoryIii, duplicateLine, manyVisits, procedureFormat } from './procedures.ts';
import type { Rule } from './rule.ts';
import { ssnInText, unprintableText } from './text.ts';
import { timeUnits } from './time-units.ts';
import { addonWithoutPrimary, bundledService, codePair, modifier25, unitsLimit } from './together.ts';

/** Every rule, in the order in which findings are listed. */
export const CATALOGUE: readonly Rule[] = [
	npiCheckDigit,
	supervisorIsRenderer,
	taxIdFormat,
	taxIdIsSsn,
	taxonomyFormat,
	diagnosisFormat,
	diagnosisUnknown,
	diagnosisNotBillable,
	diagnosisNotValidOnDate,
	diagnosisDuplicate,
	diagnosisUnreferenced,
	diagnosisExcludes1,
	diagnosisSequence,
	procedureFormat,
	procedureUnknown,
	procedureNotValidOnDate,
	modifierFormat,
	modifierDuplicate,
	modifierUnknown,
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
	addonWithoutPrimary,
	timeUnits,
	modifier25,
	bundledService,
	categoryIii,
	codePair,
	unitsLimit,
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
	codeSetMissing,
];
