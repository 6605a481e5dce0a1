import { diagnosisAge } from '../diagnoses/age.ts';
import { diagnosisNotBillable, diagnosisNotValidOnDate, diagnosisUnknown } from '../diagnoses/codes.ts';
import { diagnosisDuplicate, diagnosisFormat, diagnosisUnreferenced } from '../diagnoses/list.ts';
import { diagnosisAdditionalCode, diagnosisExcludes1, diagnosisSequence } from '../diagnoses/order.ts';
import { accidentDate } from '../document/accident.ts';
import { codeSetMissing } from '../document/code-set-missing.ts';
import { payerClaimNumber, replacesItself } from '../document/correction.ts';
import { dateBeforeBirth, dateInFuture, timelyFiling } from '../document/dates.ts';
import {
	adjustmentExceedsCharges,
	chargeZero,
	creditBalance,
	discountShown,
	linesPaid,
	notPaid,
	paymentBeforeService,
	refundBeforePayment,
	refundExceedsPayments,
} from '../document/money.ts';
import { ssnInText, unprintableText } from '../document/text.ts';
import {
	coverageMissing,
	facilityMissing,
	minorWithoutGuarantor,
	patientAge,
	procedureAge,
	selfWithSubscriber,
	subscriberMissing,
} from '../parties/coverage-and-people.ts';
import {
	npiCheckDigit,
	supervisorIsRenderer,
	taxIdFormat,
	taxIdIsSsn,
	taxonomyFormat,
} from '../parties/identifiers.ts';
import { payerAsks, payerRefuses } from '../parties/payers.ts';
import {
	credentialsMissing,
	practicePhone,
	providerDetails,
	referringNpi,
	subscriberBirthDate,
} from '../parties/recommended.ts';
import type { Rule } from '../rule.ts';
import { bundledService } from '../services/bundled.ts';
import { ndcAmbiguous, ndcFormat, ndcUnit, unlistedDrugDetails } from '../services/drugs.ts';
import { modifierMismatch, therapyModifier } from '../services/modifier-fit.ts';
import {
	modifierDuplicate,
	modifierFormat,
	pointerDuplicate,
	pointerOutOfRange,
} from '../services/modifiers-and-pointers.ts';
import {
	audioOnly,
	placeOfServiceUnknown,
	telehealthMismatch,
} from '../services/place-of-service-and-telehealth.ts';
import { modifierUnknown, procedureNotValidOnDate, procedureUnknown } from '../services/procedure-codes.ts';
import {
	categoryIii,
	descriptionMissing,
	duplicateLine,
	manyVisits,
	procedureFormat,
	unlistedDescription,
} from '../services/procedures.ts';
import { timeUnits } from '../services/time-units.ts';
import { addonWithoutPrimary, codePair, modifier25, unitsLimit } from '../services/together.ts';

/** All rules, in the order of their findings. */
export const CATALOGUE: readonly Rule[] = [
	npiCheckDigit,
	supervisorIsRenderer,
	taxIdFormat,
	taxIdIsSsn,
	taxonomyFormat,
	credentialsMissing,
	practicePhone,
	referringNpi,
	providerDetails,
	diagnosisFormat,
	diagnosisUnknown,
	diagnosisNotBillable,
	diagnosisNotValidOnDate,
	diagnosisDuplicate,
	diagnosisUnreferenced,
	diagnosisExcludes1,
	diagnosisSequence,
	diagnosisAdditionalCode,
	diagnosisAge,
	procedureFormat,
	descriptionMissing,
	unlistedDescription,
	procedureUnknown,
	procedureNotValidOnDate,
	modifierFormat,
	modifierDuplicate,
	modifierUnknown,
	modifierMismatch,
	therapyModifier,
	pointerOutOfRange,
	pointerDuplicate,
	placeOfServiceUnknown,
	facilityMissing,
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
	procedureAge,
	patientAge,
	subscriberMissing,
	selfWithSubscriber,
	subscriberBirthDate,
	minorWithoutGuarantor,
	coverageMissing,
	payerAsks,
	payerRefuses,
	notPaid,
	creditBalance,
	refundExceedsPayments,
	refundBeforePayment,
	paymentBeforeService,
	adjustmentExceedsCharges,
	discountShown,
	linesPaid,
	accidentDate,
	replacesItself,
	payerClaimNumber,
	manyVisits,
	unprintableText,
	ssnInText,
	codeSetMissing,
];
