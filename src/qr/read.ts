import type { IsoDate } from '../superbill/dates.ts';
import { type Cents, moneyText } from '../superbill/money.ts';
import { TAX_ID_TYPES } from '../superbill/tax-id.ts';
import {
	AMOUNT_KEYS,
	CHECK_LENGTH,
	HASH_LENGTH,
	KIND_KEYS,
	PARTY_KEYS,
	QR_VERSION,
	type QrAmount,
	type QrForm,
	type QrKind,
	type QrLine,
	type QrParty,
	type QrVisit,
} from './form.ts';
import { BASE32, checkOf } from './write.ts';

/** A form that was read, with the first 25 hexadecimal digits of the SHA-256 of the attached data. */
export interface QrReading {
	readonly form: QrForm;
	readonly sha256: string;
}

const AMOUNT = String.raw`\d+(?:\.\d\d)?`;
const CODE = '(?:[0-9A-Z.]|%[0-9A-F]{2})+';
const LINE = String.raw`(${CODE})((?:-${CODE})*)(?:\*(\d+(?:\.\d)?))?:([A-Z]*)(${AMOUNT})(?::(\d{10}))?`;
const VISIT = String.raw`(\d{8})(?:-(\d{8}))?(?:\*(\d+):(${AMOUNT})|((?:\+[^+ ]+)*))`;

const READ_LINE = new RegExp(`^${LINE}$`);
const READ_VISIT = new RegExp(`^${VISIT}$`);

const withoutGroups = (pattern: string): string => pattern.replace(/\((?!\?)/g, '(?:');
const AMOUNTS = Object.values(AMOUNT_KEYS).join('|');

/** An item in the form that its reader expects; of an unknown key, any value. */
const ITEM = [
	`DX:${CODE}(?:/${CODE})*`,
	`(?:${AMOUNTS}):-?${AMOUNT}`,
	withoutGroups(String.raw`(?:\d{4}){1,2}(?:-\d{8})?(?:\*\d+:${AMOUNT}|(?:\+${LINE})*)`),
	`(?!(?:DX|${AMOUNTS}):)[A-Z][A-Z-]*:[^ ]+`,
].join('|');

const KINDS = Object.keys(KIND_KEYS) as QrKind[];
const KIND = new RegExp(`^(${Object.values(KIND_KEYS).join('|')})(\\d+):`);
const HEAD = String.raw`[A-Z]+\d+:([^: ]*):(\d{8})`;
/** Before items: the first date among them has its year. */
const YEAR_FIRST = String.raw`(?!(?: [A-Z][^ ]*)* \d{4}(?!\d))`;
const SEALED = new RegExp(
	`^(${HEAD}${YEAR_FIRST}((?: (?:${ITEM}))*) SHA:([${BASE32}]{${HASH_LENGTH}})):([${BASE32}]{${CHECK_LENGTH}})$`,
);

/**
 * Reads the text of a QR code. Keys that it does not know are skipped.
 * @returns the reading, or the reason why there is none, which completes "the QR code …"
 */
export function readQrText(text: string): QrReading | { readonly mistake: string } {
	const [, key, version] = KIND.exec(text) ?? [];
	const kind = KINDS.find((name) => KIND_KEYS[name] === key);
	if (kind === undefined) return { mistake: 'is not that of a superbill' };
	if (version !== QR_VERSION) {
		return { mistake: `has version ${version} of its form, and this program reads version ${QR_VERSION}` };
	}
	const [, whole = '', number = '', issuedOn = '', items = '', sha256 = '', check] = SEALED.exec(text) ?? [];
	if (check === undefined || check !== checkOf(whole)) {
		return { mistake: 'is damaged: its check does not match' };
	}
	const head = { kind, number: number || undefined, issuedOn: isoDate(issuedOn) };
	return { form: { ...head, ...factsIn(items.split(' ').slice(1)) }, sha256: hexOf(sha256) };
}

/** The hexadecimal digits of a text in Base32. Four characters are five digits. */
function hexOf(base32: string): string {
	const bits = Array.from(base32, (character) => BASE32.indexOf(character).toString(2).padStart(5, '0')).join(
		'',
	);
	return Array.from(bits.matchAll(/.{4}/g), ([four]) => Number.parseInt(four, 2).toString(16)).join('');
}

function factsIn(items: readonly string[]): Omit<QrForm, 'kind' | 'number' | 'issuedOn'> {
	const dates = items.filter((item) => /^\d/.test(item));
	const values = new Map(
		items.map((item) => [item.slice(0, item.indexOf(':')), item.slice(item.indexOf(':') + 1)]),
	);
	const taxIdType = TAX_ID_TYPES.find((type) => values.has(type));
	return {
		replaces: values.get('REPLACES'),
		npis: keyed<QrParty, string>(PARTY_KEYS, values, (npi) => npi),
		taxId: taxIdType && { type: taxIdType, value: values.get(taxIdType) as string },
		diagnoses: values.get('DX')?.split('/').map(unescaped) ?? [],
		visits: visitsOf(dates),
		amounts: keyed<QrAmount, Cents>(AMOUNT_KEYS, values, centsOf),
		verifyAt: values.get('VERIFY'),
	};
}

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

/** A date without a year is in the year of the date before. */
function visitsOf(items: readonly string[]): QrVisit[] {
	let year = '';
	return items.map((item) => {
		const days = /^\d+/.exec(item)?.[0] as string;
		if (days.length === 8) year = days.slice(0, 4);
		return visitOf(days.length === 8 ? item : year + item);
	});
}

function visitOf(item: string): QrVisit {
	const [, date = '', to, count, charges = '', lines = ''] = READ_VISIT.exec(item) as RegExpExecArray;
	return {
		date: isoDate(date),
		...(to !== undefined && { to: isoDate(to) }),
		lines: lines.split('+').slice(1).map(lineOf),
		...(count !== undefined && { leftOut: { lines: Number(count), charges: centsOf(charges) } }),
	};
}

function lineOf(text: string): QrLine {
	const [, code = '', modifiers = '', units = '1', pointers = '', charge = '', npi] = READ_LINE.exec(
		text,
	) as RegExpExecArray;
	return {
		code: unescaped(code),
		modifiers: modifiers.split('-').slice(1).map(unescaped),
		units: Number(units),
		pointers,
		charge: centsOf(charge),
		npi,
	};
}

const isoDate = (text: string): IsoDate => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;

/** Sums may be larger than an amount of a request. */
const centsOf = (text: string): Cents => Math.round(Number(text) * 100);

function unescaped(text: string): string {
	return text.replace(/(?:%[0-9A-F]{2})+/g, (bytes) =>
		new TextDecoder().decode(Uint8Array.from(bytes.slice(1).split('%'), (byte) => Number.parseInt(byte, 16))),
	);
}

/** Describes a form as the attached data describes a superbill, as far as the form goes. */
export function qrData({ form, sha256 }: QrReading): object {
	const { kind, number, issuedOn, replaces, npis, taxId, diagnoses, visits, amounts, verifyAt } = form;
	const left = visits.filter(({ leftOut }) => leftOut);
	const providers = Object.entries(npis).map(([party, npi]) => [party, { npi }] as const);
	return {
		kind,
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
