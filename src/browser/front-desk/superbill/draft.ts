import type { ApiFinding } from '../../base/call.ts';
import type { Contract } from '../../base/contract.ts';
import { type Json, stepsOf, valueAt, withValue } from '../../base/pointers.ts';
import { stillMissing } from '../controls/schema-shape.ts';

/** The superbill that is being made: the request as it will be sent, and whether it corrects another one. */
export interface SuperbillDraft {
	readonly request: Json;
	readonly correcting: Correcting | undefined;
	readonly reason: string;
	/** Makes an `Idempotency-Key` of its own for each superbill, so that a second click or a retry issues once. */
	readonly key: string;
	/** Goes up when another request takes the place of this one, so that no field keeps old text. */
	readonly version: number;
}

export interface Correcting {
	readonly id: string;
	readonly number: string;
}

type Rows = readonly { readonly [name: string]: Json | undefined }[];

export const rowsAt = (request: Json, pointer: string): Rows => (valueAt(request, pointer) ?? []) as Rows;

/** A request with one empty diagnosis and one empty service of today. */
export function emptyRequest(
	practice: string | undefined,
	provider: string | undefined,
	today: string,
): Json {
	return {
		billingProvider: practice === undefined ? {} : { practice },
		renderingProvider: provider === undefined ? {} : { provider },
		patient: {},
		diagnoses: [{}],
		serviceLines: [{ date: today, placeOfService: '11', diagnosisPointers: ['A'] }],
	};
}

/**
 * Puts a request into the practice that the page names, where another one was chosen after something was typed. A practice that
 * was entered in full stays.
 */
export function inPractice(request: Json, practice: string, provider: string | undefined): Json {
	const before = (valueAt(request, '/billingProvider') ?? {}) as Readonly<Record<string, Json>>;
	const isInFull = before['practice'] === undefined && Object.keys(before).length > 0;
	if (isInFull || before['practice'] === practice) return request;
	return {
		...(request as Readonly<Record<string, Json>>),
		billingProvider: { practice },
		renderingProvider: provider === undefined ? {} : { provider },
	};
}

/** A new service: on the day, at the place and for the diagnoses of the last one. */
export function nextLine(request: Json, today: string): Json {
	const last = rowsAt(request, '/serviceLines').at(-1);
	return {
		date: last?.['date'] ?? today,
		placeOfService: last?.['placeOfService'] ?? '11',
		diagnosisPointers: last?.['diagnosisPointers'] ?? ['A'],
	};
}

/** A payment of what is still owed, in the way of the last one. */
export function nextPayment(request: Json, today: string): Json {
	const last = rowsAt(request, '/payments').at(-1);
	const { balance } = runningTotals(request);
	return {
		date: last?.['date'] ?? rowsAt(request, '/serviceLines')[0]?.['date'] ?? today,
		amount: balance > 0 ? centsText(balance) : '',
		method: last?.['method'] ?? 'card',
	};
}

/** Everything that a patient brings to the next visit: who they are and how they are insured. */
const OF_PATIENT = ['patient', 'guarantor', 'coverages', 'releaseOfInformation', 'assignmentOfBenefits'];

/** Puts another patient into a request. What was typed about the visit stays. */
export function withPatient(request: Json, payload: Json): Json {
	const next: Record<string, Json | undefined> = { ...(request as Record<string, Json>) };
	for (const name of OF_PATIENT) {
		const value = valueAt(payload, `/${name}`);
		if (value === undefined) delete next[name];
		else next[name] = value;
	}
	return next;
}

/** Repeats the services, diagnoses and looks of an earlier visit, today and not yet paid. */
export function asLastVisit(request: Json, payload: Json, today: string): Json {
	const lines = rowsAt(payload, '/serviceLines');
	// A superbill may cover a month. Its last day is the last visit.
	const last = lines
		.map((line) => String(line['date'] ?? ''))
		.sort()
		.at(-1);
	const next: Record<string, Json | undefined> = { ...(request as Record<string, Json>) };
	next['diagnoses'] = valueAt(payload, '/diagnoses') ?? [{}];
	next['serviceLines'] = lines
		.filter((line) => line['date'] === last)
		.map(({ id: _, paid: __, ...line }) => ({ ...line, date: today })) as Json;
	for (const name of ['template', 'language', 'notices', 'serviceFacility', 'supervisingProvider']) {
		const value = valueAt(payload, `/${name}`);
		if (value !== undefined) next[name] = value;
	}
	delete next['payments'];
	return next;
}

/** Sums in cents while a superbill is typed. Amounts that cannot be read yet count as nothing. */
export interface RunningTotals {
	readonly charges: number;
	readonly adjustments: number;
	readonly paid: number;
	readonly balance: number;
}

export function runningTotals(request: Json): RunningTotals {
	const sum = (pointer: string, name: string) =>
		rowsAt(request, pointer).reduce((total, row) => total + centsOf(row[name]), 0);
	const charges = sum('/serviceLines', 'charge') + sum('/otherItems', 'charge');
	const adjustments = sum('/adjustments', 'amount');
	const paid = sum('/payments', 'amount') - sum('/refunds', 'amount');
	return { charges, adjustments, paid, balance: charges - adjustments - paid };
}

function centsOf(value: Json | undefined): number {
	const text = String(value ?? '');
	return /^\d{1,7}\.\d{2}$/.test(text) ? Math.round(Number(text) * 100) : 0;
}

/** `-155000` → `-1550.00`, as in the API. */
export function centsText(cents: number): string {
	const whole = Math.abs(cents);
	return `${cents < 0 ? '-' : ''}${Math.trunc(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}

/**
 * Leaves out what nobody filled in: empty objects, lists and texts. An untouched row is left out only at the end of its list,
 * because services refer to diagnoses by their position.
 */
export function asRequest(request: Json): Json {
	const kept = pruned(request) ?? {};
	// No notices, where the practice has some, is a choice.
	const notices = valueAt(request, '/notices');
	return Array.isArray(notices) && notices.length === 0
		? { ...(kept as Readonly<Record<string, Json>>), notices: [] }
		: kept;
}

/** Reads a file as a request. @returns undefined for anything that is not the JSON of one superbill */
export function requestInFile(text: string): Json | undefined {
	let read: unknown;
	try {
		read = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return undefined;
	}
	const isRequest =
		typeof read === 'object' &&
		read !== null &&
		['patient', 'serviceLines', 'billingProvider'].some((name) => {
			const part = (read as Readonly<Record<string, unknown>>)[name];
			return typeof part === 'object' && part !== null && Array.isArray(part) === (name === 'serviceLines');
		});
	return isRequest ? (read as Json) : undefined;
}

function pruned(value: Json | undefined): Json | undefined {
	if (value === undefined || value === '') return undefined;
	if (Array.isArray(value)) {
		const entries = value.map((entry) => pruned(entry));
		while (entries.length > 0 && entries.at(-1) === undefined) entries.pop();
		return entries.length === 0 ? undefined : entries.map((entry) => entry ?? {});
	}
	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value).flatMap(([name, entry]) => {
			const kept = pruned(entry);
			return kept === undefined ? [] : [[name, kept] as const];
		});
		return entries.length === 0 ? undefined : Object.fromEntries(entries);
	}
	return value;
}

/** True for what nobody has filled in yet, which is not a mistake while a superbill is typed. */
export function isMissing({ rule, message }: ApiFinding): boolean {
	return rule === 'shape' && message.endsWith(' is missing.');
}

/** Properties that a line needs if it does not name a service of the practice. The contract cannot say so. */
const NEEDS = ['code', 'charge', 'placeOfService'];

/** The fields that are still to fill in, as pointers, by what the checks say is missing somewhere in a part. */
export function missingFields(contract: Contract, request: Json, findings: readonly ApiFinding[]): string[] {
	const pointers = findings.filter(isMissing).map(({ pointer }) => pointer);
	const sent = asRequest(request);
	const root = { $ref: '#/components/schemas/SuperbillRequest' };
	return [
		...new Set(
			pointers.flatMap((pointer) => [
				...stillMissing(contract, root, sent, pointer),
				...(/^\/serviceLines\/\d+$/.test(pointer)
					? NEEDS.map((name) => `${pointer}/${name}`).filter((one) => valueAt(sent, one) === undefined)
					: []),
			]),
		),
	];
}

/** The findings of each field: those with its pointer, and those that no field of their own shows. */
export function findingsByField(
	findings: readonly ApiFinding[],
	fields: readonly string[],
): ReadonlyMap<string, readonly ApiFinding[]> {
	const byField = new Map<string, ApiFinding[]>();
	for (const finding of findings) {
		const field = fieldOf(finding.pointer, fields);
		byField.set(field, [...(byField.get(field) ?? []), finding]);
	}
	return byField;
}

/** The field that shows a pointer: its own, the first one inside, or the nearest around it; empty for none. */
export function fieldOf(pointer: string, fields: readonly string[]): string {
	if (pointer === '') return '';
	if (fields.includes(pointer)) return pointer;
	const inside = fields.find((field) => field.startsWith(`${pointer}/`));
	if (inside !== undefined) return inside;
	for (let steps = stepsOf(pointer).slice(0, -1); steps.length > 0; steps = steps.slice(0, -1)) {
		const around = `/${steps.join('/')}`;
		if (fields.includes(around)) return around;
	}
	return '';
}

/** Removes a diagnosis. Services keep pointing at the others, whose letters move up. */
export function withoutDiagnosis(request: Json, index: number): Json {
	const gone = letterOf(index);
	const lines = rowsAt(request, '/serviceLines').map((line) => ({
		...line,
		diagnosisPointers: ((line['diagnosisPointers'] ?? []) as readonly string[])
			.filter((letter) => letter !== gone)
			.map((letter) => (letter > gone ? letterOf(letter.charCodeAt(0) - 66) : letter)),
	}));
	return withValue(
		withValue(request, `/diagnoses/${index}`, undefined),
		'/serviceLines',
		lines as unknown as Json,
	) as Json;
}

/** 0 → A. */
export function letterOf(index: number): string {
	return String.fromCharCode(65 + index);
}

/** `a, b` and `AB` → A and B, in the order in which they were typed. */
export function lettersTyped(text: string): string[] {
	return [...new Set(text.toUpperCase().match(/[A-Z]/g) ?? [])];
}
