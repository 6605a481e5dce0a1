import type { IsoDate } from '../superbill/dates.ts';
import { type Cents, moneyText, parseMoney } from '../superbill/money.ts';
import { TAX_ID_TYPES, type TaxIdType } from '../superbill/tax-id.ts';
import {
	AMOUNT_KEYS,
	PARTY_KEYS,
	QR_KINDS,
	QR_VERSION,
	type QrAmount,
	type QrForm,
	type QrKind,
	type QrLine,
	type QrParty,
	type QrVisit,
} from './form.ts';
import { checkOf } from './write.ts';

/** A form that was read, with the start of the SHA-256 of the attached data. */
export interface QrReading {
	readonly form: QrForm;
	readonly sha256: string;
}

const SEALED = /^(.* SHA:([0-9A-F]{32})) CHECK:([0-9A-F]{6})$/;
const KIND = new RegExp(`^(${QR_KINDS.join('|')}):(\\d+)(?= |$)`);

/**
 * Reads the text of a QR code. Keys that it does not know are skipped.
 * @returns the reading, or the reason why there is none, which completes "the QR code …"
 */
export function readQrText(text: string): QrReading | { readonly mistake: string } {
	const [, kind, version] = KIND.exec(text) ?? [];
	if (kind === undefined) return { mistake: 'is not that of a superbill' };
	if (version !== QR_VERSION) {
		return { mistake: `has version ${version} of its form, and this program reads version ${QR_VERSION}` };
	}
	const [, whole = '', sha256 = '', check] = SEALED.exec(text) ?? [];
	if (check === undefined || check !== checkOf(whole)) return { mistake: DAMAGED };
	try {
		return { form: formOf(kind as QrKind, whole.split(' ').slice(1)), sha256: sha256.toLowerCase() };
	} catch (error) {
		if (error instanceof RangeError || error instanceof URIError) return { mistake: DAMAGED };
		throw error;
	}
}

const DAMAGED = 'is damaged: its check does not match';

/** @throws RangeError, URIError for an item that no version of this program writes */
function formOf(kind: QrKind, items: readonly string[]): QrForm {
	const values = new Map<string, string>();
	const visits: QrVisit[] = [];
	for (const item of items) {
		if (/^\d/.test(item)) visits.push(visitOf(item));
		else {
			const [key] = matched(/^[A-Z][A-Z-]*(?=:)/, item) as [string];
			values.set(key, item.slice(key.length + 1));
		}
	}
	const taxIdType = TAX_ID_TYPES.find((type) => values.has(type));
	return {
		kind,
		number: values.get('NO'),
		issuedOn: isoDate(values.get('ON') ?? ''),
		replaces: values.get('REPLACES'),
		npis: keyed<QrParty, string>(PARTY_KEYS, values, (npi) => npi),
		taxId: taxIdType && taxIdOf(taxIdType, values.get(taxIdType) as string),
		diagnoses: values.get('DX')?.split('/').map(decodeURIComponent) ?? [],
		visits,
		amounts: keyed<QrAmount, Cents>(AMOUNT_KEYS, values, centsOf),
		verifyAt: values.get('VERIFY'),
	};
}

const taxIdOf = (type: TaxIdType, value: string): QrForm['taxId'] => ({ type, value });

function keyed<K extends string, V>(
	keys: Readonly<Record<K, string>>,
	values: ReadonlyMap<string, string>,
	read: (text: string) => V,
): Partial<Record<K, V>> {
	return Object.fromEntries(
		Object.entries<string>(keys).flatMap(([name, key]) => {
			const value = values.get(key);
			return value === undefined ? [] : [[name, read(value)]];
		}),
	) as Partial<Record<K, V>>;
}

const VISIT = /^(\d{8})(?:-(\d{8}))?(?:\*(\d+):([-\d.]+)|((?:\+[^+]+)*))$/;

function visitOf(item: string): QrVisit {
	const [, date = '', to, count, charges = '', lines = ''] = matched(VISIT, item);
	return {
		date: isoDate(date),
		...(to !== undefined && { to: isoDate(to) }),
		lines: lines.split('+').slice(1).map(lineOf),
		...(count !== undefined && { leftOut: { lines: Number(count), charges: centsOf(charges) } }),
	};
}

const LINE = /^([^-*:]+)((?:-[^-*:]+)*)(?:\*([\d.]+))?:([A-Z]*):([\d.]+)(?::(\d+))?$/;

function lineOf(text: string): QrLine {
	const [, code = '', modifiers = '', units = '1', pointers = '', charge = '', npi] = matched(LINE, text);
	return {
		code: decodeURIComponent(code),
		modifiers: modifiers.split('-').slice(1).map(decodeURIComponent),
		units: Number(units),
		pointers,
		charge: centsOf(charge),
		npi,
	};
}

function matched(pattern: RegExp, text: string): readonly (string | undefined)[] {
	const match = pattern.exec(text);
	if (!match) throw new RangeError('no item of a form');
	return match;
}

function isoDate(text: string): IsoDate {
	const [, year, month, day] = matched(/^(\d{4})(\d\d)(\d\d)$/, text);
	return `${year}-${month}-${day}`;
}

/** @throws RangeError */
function centsOf(text: string): Cents {
	const [, minus, amount = ''] = matched(/^(-?)(.*)$/, text);
	const cents = parseMoney(amount.includes('.') ? amount : `${amount}.00`);
	return minus ? -cents : cents;
}

/** Describes a form as the attached data describes a superbill, as far as the form goes. */
export function qrData({ form, sha256 }: QrReading): object {
	const { kind, number, issuedOn, replaces, npis, taxId, diagnoses, visits, amounts, verifyAt } = form;
	const left = visits.filter(({ leftOut }) => leftOut);
	const providers = Object.entries(npis).map(([party, npi]) => [party, { npi }] as const);
	return {
		kind: kind.toLowerCase(),
		superbill: {
			number,
			issuedOn,
			...(replaces !== undefined && { replaces: { number: replaces } }),
			...Object.fromEntries(providers),
			...(taxId && { billingProvider: { npi: npis.billingProvider, taxId } }),
			...(diagnoses.length > 0 && { diagnoses: diagnoses.map((code) => ({ code })) }),
			serviceLines: visits.flatMap(({ date, lines }) => lines.map((line) => lineData(date, line))),
		},
		totals: Object.fromEntries(Object.entries(amounts).map(([name, cents]) => [name, moneyText(cents)])),
		...(left.length > 0 && { leftOut: left.map(leftOutData) }),
		...(verifyAt !== undefined && { verifyAt }),
		attachment: { sha256 },
	};
}

function lineData(date: IsoDate, { code, modifiers, units, pointers, charge, npi }: QrLine): object {
	return {
		date,
		code,
		modifiers,
		units,
		...(pointers !== '' && { diagnosisPointers: [...pointers] }),
		charge: moneyText(charge),
		...(npi !== undefined && { renderingProvider: { npi } }),
	};
}

function leftOutData({ date, to, leftOut }: QrVisit): object {
	const { lines, charges } = leftOut as NonNullable<QrVisit['leftOut']>;
	return { date, ...(to !== undefined && { to }), lines, charges: moneyText(charges) };
}
