import { DIAGNOSIS_LETTERS } from './diagnosis-code.ts';

export const SEVERITIES = ['error', 'warning', 'info'] as const;
/** `error` refuses the superbill; `warning` and `info` let it through. */
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
	/** Id of a rule in the catalogue; `shape`; or `visits`, for visits combined from an upload. */
	readonly rule: string;
	readonly severity: Severity;
	/** RFC 6901 pointer to a place that exists in the request. `""` is the whole request. */
	readonly pointer: string;
	/** One plain sentence with the value at fault: codes and amounts, never names or birth dates. */
	readonly message: string;
	/** The next step, such as what to type. */
	readonly help: string;
	/** The caller's own id of the line or payment that the finding is about. */
	readonly id?: string | undefined;
}

export type Status = 'ok' | 'warnings' | 'errors';

export type FindingCounts = Readonly<Record<Severity, number>>;

export function countFindings(findings: readonly Finding[]): FindingCounts {
	const counts = { error: 0, warning: 0, info: 0 };
	for (const { severity } of findings) counts[severity]++;
	return counts;
}

export function statusOf(findings: readonly Finding[]): Status {
	const counts = countFindings(findings);
	return counts.error > 0 ? 'errors' : counts.warning > 0 ? 'warnings' : 'ok';
}

/** Formats the `Superbill-Findings` header: `errors=0, warnings=1, infos=2`. */
export function findingsHeader(findings: readonly Finding[]): string {
	const counts = countFindings(findings);
	return `errors=${counts.error}, warnings=${counts.warning}, infos=${counts.info}`;
}

/** Writes path steps as an RFC 6901 pointer: `["a/b", 0]` → `/a~1b/0`. */
export function pointer(path: readonly PropertyKey[]): string {
	return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Any other name is quoted, and shortened if it is absurdly long. */
const PLAIN_NAME = /^[\w$-]{1,60}$/;

/** Writes a path as code does: `["serviceLines", 0, "charge"]` → `serviceLines[0].charge`. */
export function fieldName(path: readonly PropertyKey[]): string {
	return path
		.map((step, i) => {
			if (typeof step === 'number') return `[${step}]`;
			const name = String(step);
			if (!PLAIN_NAME.test(name)) return `[${quotedName(name)}]`;
			return i === 0 ? name : `.${name}`;
		})
		.join('');
}

/** Quotes a property name that a caller made up. */
export function quotedName(name: PropertyKey): string {
	return JSON.stringify(String(name).slice(0, 60));
}

/** Properties whose English differs from their camel case. */
const WORDS: Readonly<Record<string, string>> = {
	issuedOn: 'issue date',
	memberId: 'member ID',
	ndc: 'NDC',
	npi: 'NPI',
	payerId: 'payer ID',
	payToAddress: 'pay-to address',
	qrCode: 'QR code',
	taxId: 'tax ID',
};

const LISTS: ReadonlySet<PropertyKey> = new Set([
	'adjustments',
	'coverages',
	'diagnoses',
	'diagnosisPointers',
	'modifiers',
	'notices',
	'payments',
	'providers',
	'refunds',
	'scopes',
	'serviceLines',
	'services',
	'superbills',
	'visits',
]);

function wordsOf(step: PropertyKey): string {
	const name = String(step);
	if (Object.hasOwn(WORDS, name)) return WORDS[name] as string;
	if (!/^[a-z][A-Za-z]*\d?$/.test(name)) return quotedName(name);
	return name.replace(/[A-Z]|\d/g, (character) => ` ${character.toLowerCase()}`);
}

/** Names an entry of a list: `Service line 1`. Entries count from 1; diagnoses have their letters. */
function entryName(list: PropertyKey, index: number): string {
	if (list === 'diagnoses') return `diagnosis ${DIAGNOSIS_LETTERS[index] ?? index + 1}`;
	return `${wordsOf(list).replace(/s$/, '')} ${index + 1}`;
}

/** Writes a path in words: `["serviceLines", 0, "drug", "quantity"]` → `Service line 1: drug quantity`. */
export function fieldLabel(path: readonly PropertyKey[]): string {
	const parts: string[] = [];
	for (const [i, step] of path.entries()) {
		if (typeof step === 'number') continue;
		const next = path[i + 1];
		if (typeof next === 'number') parts.push(entryName(step, next));
		else parts.push(LISTS.has(step) ? `list of ${wordsOf(step)}` : wordsOf(step));
	}
	const [head = 'request', ...rest] = parts;
	const start = head.charAt(0).toUpperCase() + head.slice(1);
	return rest.length === 0 ? start : `${start}: ${rest.join(' ')}`;
}
