import { createHash } from 'node:crypto';
import type { IsoDate } from '../superbill/dates.ts';
import { type Cents, moneyText } from '../superbill/money.ts';
import {
	AMOUNT_KEYS,
	CHECK_LENGTH,
	HASH_LENGTH,
	KIND_KEYS,
	PARTY_KEYS,
	QR_VERSION,
	type QrAmount,
	type QrForm,
	type QrLine,
	type QrParty,
	type QrVisit,
} from './form.ts';

/** The alphabet of Base32 (RFC 4648). */
export const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Characters that a symbol of 69 modules holds at level Q (ISO/IEC 18004, version 13). A larger one would add more than a
 * kilobyte to the file, and no standard fax resolves it.
 */
export const MOST_QR_CHARACTERS = 352;

/** Characters that `sealedQrText` adds. */
export const SEAL_LENGTH = ' SHA:'.length + HASH_LENGTH + ':'.length + CHECK_LENGTH;

/**
 * Writes the form as text, in capital letters, digits and the punctuation that a QR code packs best. Lines that do not
 * fit are left out together: the text then has their number and sum for each date or, of many dates, for all.
 */
export function qrText(form: QrForm): string {
	const shorter = [() => form, () => withSums(form), () => withOneSum(form)] as const;
	const texts = shorter.map((shorten) => () => itemsOf(shorten()).join(' '));
	const [whole, sums, sum] = texts as unknown as readonly [Text, Text, Text];
	return [whole, sums].map((text) => text()).find(fits) ?? sum();
}

type Text = () => string;

const fits = (text: string): boolean => text.length + SEAL_LENGTH <= MOST_QR_CHARACTERS;

/** Adds the hash of the attached data and a check of the whole text. */
export function sealedQrText(text: string, data: Uint8Array): string {
	const whole = `${text} SHA:${hashOf(data, HASH_LENGTH)}`;
	return `${whole}:${checkOf(whole)}`;
}

export function checkOf(text: string): string {
	return hashOf(text, CHECK_LENGTH);
}

/** The start of a SHA-256 in Base32, at most 20 characters. */
function hashOf(data: string | Uint8Array, length: number): string {
	const hex = createHash('sha256').update(data).digest('hex').slice(0, 25);
	const bits = BigInt(`0x${hex}`).toString(2).padStart(100, '0');
	return Array.from(
		{ length },
		(_, i) => BASE32[Number.parseInt(bits.slice(5 * i, 5 * i + 5), 2)] as string,
	).join('');
}

function itemsOf(form: QrForm): string[] {
	const { kind, number, issuedOn, replaces, npis, taxId, diagnoses, visits, amounts, verifyAt } = form;
	const leftOut = visits.reduce((count, visit) => count + (visit.leftOut?.lines ?? 0), 0);
	return [
		`${KIND_KEYS[kind]}${QR_VERSION}:${number ?? ''}:${compactDate(issuedOn)}`,
		...item('REPLACES', replaces),
		...Object.entries(PARTY_KEYS).flatMap(([party, key]) => item(key, npis[party as QrParty])),
		...(taxId ? [`${taxId.type}:${taxId.value}`] : []),
		...(diagnoses.length > 0 ? [`DX:${diagnoses.map(escaped).join('/')}`] : []),
		...visits.map((visit, i) => visitItem(visit, visits[i - 1])),
		...(leftOut > 0 ? [`OMITTED:${leftOut}`] : []),
		...Object.entries(AMOUNT_KEYS).flatMap(([name, key]) => {
			const amount = amounts[name as QrAmount];
			return amount === undefined ? [] : [`${key}:${shortAmount(amount)}`];
		}),
		...item('VERIFY', verifyAt),
	];
}

const item = (key: string, value: string | undefined): string[] =>
	value === undefined ? [] : [`${key}:${value}`];

function visitItem({ date, to, lines, leftOut }: QrVisit, before: QrVisit | undefined): string {
	const first = compactDate(date).slice(before?.date.slice(0, 4) === date.slice(0, 4) ? 4 : 0);
	const days = [first, ...(to === undefined ? [] : [compactDate(to)])].join('-');
	return leftOut
		? `${days}*${leftOut.lines}:${shortAmount(leftOut.charges)}`
		: [days, ...lines.map(lineText)].join('+');
}

function lineText({ code, modifiers, units, pointers, charge, npi }: QrLine): string {
	const service = [code, ...modifiers].map(escaped).join('-');
	const times = units === 1 ? '' : `*${units}`;
	return [
		`${service}${times}`,
		`${pointers}${shortAmount(charge)}`,
		...(npi === undefined ? [] : [npi]),
	].join(':');
}

const compactDate = (date: IsoDate): string => date.replaceAll('-', '');

/** Leaves out the cents of whole dollars. */
const shortAmount = (cents: Cents): string => moneyText(cents).replace(/\.00$/, '');

/** Writes any other character as its bytes in UTF-8, as in a URL: an operator may allow codes of another form. */
function escaped(text: string): string {
	return text.replace(/[^0-9A-Z.]/gu, (character) =>
		Array.from(
			new TextEncoder().encode(character),
			(byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
		).join(''),
	);
}

function withSums(form: QrForm): QrForm {
	return {
		...form,
		visits: form.visits.map(({ date, lines }) => ({ date, lines: [], leftOut: sumOf(lines) })),
	};
}

function withOneSum(form: QrForm): QrForm {
	const [first, last] = [form.visits[0], form.visits.at(-1)] as [QrVisit, QrVisit];
	const leftOut = sumOf(form.visits.flatMap(({ lines }) => lines));
	return { ...form, visits: [{ date: first.date, to: last.date, lines: [], leftOut }] };
}

function sumOf(lines: readonly QrLine[]): NonNullable<QrVisit['leftOut']> {
	return { lines: lines.length, charges: lines.reduce((sum, { charge }) => sum + charge, 0) };
}
