import type { IsoDate } from '../superbill/dates.ts';
import type { Cents } from '../superbill/money.ts';
import type { TaxIdType } from '../superbill/tax-id.ts';

/**
 * A document as its QR code describes it (docs/qr-code.md). What its page does not print is absent, so that nobody can
 * scan more than they can read.
 */
export interface QrForm {
	readonly kind: QrKind;
	/** Absent from a draft. May consist of marks. */
	readonly number?: string | undefined;
	readonly issuedOn: IsoDate;
	/** Number of the superbill that this one replaces. */
	readonly replaces?: string | undefined;
	readonly npis: Readonly<Partial<Record<QrParty, string>>>;
	readonly taxId?: { readonly type: TaxIdType; readonly value: string } | undefined;
	/** Codes with their dots; the first is A. */
	readonly diagnoses: readonly string[];
	readonly visits: readonly QrVisit[];
	readonly amounts: Readonly<Partial<Record<QrAmount, Cents>>>;
	/** An address that verifies the document. Nothing writes one yet. */
	readonly verifyAt?: string | undefined;
}

/** Keys of the kinds of document. */
export const KIND_KEYS = { superbill: 'SB', 'proof-of-payment': 'PAY', 'hsa-receipt': 'HSA' } as const;
export type QrKind = keyof typeof KIND_KEYS;

/** The services of one date, or how many there are and what they cost together. */
export interface QrVisit {
	readonly date: IsoDate;
	/** The last date, where the services of several dates are left out together. */
	readonly to?: IsoDate | undefined;
	readonly lines: readonly QrLine[];
	readonly leftOut?: { readonly lines: number; readonly charges: Cents } | undefined;
}

export interface QrLine {
	readonly code: string;
	readonly modifiers: readonly string[];
	readonly units: number;
	/** Letters of diagnoses, empty if the page prints none. */
	readonly pointers: string;
	readonly charge: Cents;
	/** NPI of the clinician who provided this service, if not the document's. */
	readonly npi?: string | undefined;
}

/** Keys of the parties whose NPI is in the form. */
export const PARTY_KEYS = {
	billingProvider: 'NPI',
	renderingProvider: 'BY',
	supervisingProvider: 'SUP',
	referringProvider: 'REF',
	serviceFacility: 'FAC',
} as const;
export type QrParty = keyof typeof PARTY_KEYS;

/** Keys of the amounts. */
export const AMOUNT_KEYS = {
	totalCharges: 'SUM',
	totalOtherItems: 'OTHER',
	totalAdjustments: 'ADJ',
	paymentsReceived: 'PAID',
	totalRefunds: 'BACK',
	balance: 'DUE',
} as const;
export type QrAmount = keyof typeof AMOUNT_KEYS;

/** Increased when a program that knows the earlier version would misread the form. */
export const QR_VERSION = '1';

/**
 * Characters of the hash in Base32 (RFC 4648): the first 100 bits of SHA-256, which nobody can match with other data. They
 * are 25 hexadecimal digits, and take 20 characters.
 */
export const HASH_LENGTH = 20;
/** Characters of the check in Base32, which finds mistakes in copying. */
export const CHECK_LENGTH = 4;
