import type { CallOperation } from '../../base/call.ts';

/** A code as `searchCodes` lists it. */
export interface CodeChoice {
	readonly code: string;
	readonly title: string | null;
	readonly billable: boolean;
}

/** A code as `getCode` describes it. */
export interface CodeFacts extends CodeChoice {
	readonly from: string | null;
	readonly to: string | null;
	readonly state: 'billable' | 'header' | 'not-yet-valid' | 'ended' | 'unknown' | 'no-edition';
	readonly successors: readonly { readonly code: string; readonly title: string }[];
}

export type CodeKind = 'diagnosis' | 'procedure';

const DIAGNOSES = 'icd10cm';

/** The sets of the service that do not hold procedures. Any other, such as HCPCS or one that the operator imported, may. */
const NO_PROCEDURES = /^(?:icd10cm|modifiers|place-of-service|taxonomy|mce|ncci)/;

const known = new WeakMap<CallOperation, Promise<readonly string[]>>();

async function procedureSets(call: CallOperation): Promise<readonly string[]> {
	const { ok, value } = await call<{
		items: readonly { readonly set: string; readonly loaded: boolean }[];
	}>('listCodeSets');
	if (!ok) known.delete(call);
	return ok
		? value.items.filter(({ set, loaded }) => loaded && !NO_PROCEDURES.test(set)).map(({ set }) => set)
		: [];
}

/** The names of the code sets to search. Those of procedures are asked for once. */
async function setsFor(call: CallOperation, kind: CodeKind): Promise<readonly string[]> {
	if (kind === 'diagnosis') return [DIAGNOSES];
	let sets = known.get(call);
	if (!sets) {
		sets = procedureSets(call);
		known.set(call, sets);
	}
	return sets;
}

export interface CodeSearch {
	readonly kind: CodeKind;
	/** The day on which the codes must be valid. */
	readonly date: string;
	readonly signal?: AbortSignal;
}

export interface CodesFound {
	readonly codes: readonly CodeChoice[];
	/** False if the service did not answer. */
	readonly ok: boolean;
}

/** Finds codes by the start of the code or by words, in all sets of the kind. */
export async function findCodes(
	call: CallOperation,
	q: string,
	{ kind, date, signal, billable }: CodeSearch & { readonly billable?: boolean },
): Promise<CodesFound> {
	const sets = await setsFor(call, kind);
	const answers = await Promise.all(
		sets.map((set) =>
			call<{ items: readonly CodeChoice[] }>('searchCodes', {
				path: { set },
				query: { q: q.slice(0, 200), date, billable, limit: 30 },
				...(signal && { signal }),
			}),
		),
	);
	return {
		codes: answers.flatMap(({ ok, value }) => (ok ? value.items : [])),
		ok: answers.every(({ ok }) => ok),
	};
}

/** Looks a code up in all sets of its kind. @returns undefined if none of them has it */
export async function lookUpCode(
	call: CallOperation,
	code: string,
	{ kind, date, signal }: CodeSearch,
): Promise<CodeFacts | undefined> {
	for (const set of await setsFor(call, kind)) {
		// Codes of HCPCS Level II begin with a letter; others are CPT.
		if (set === 'hcpcs' && !/^[a-z]/i.test(code)) continue;
		const { ok, value } = await call<CodeFacts>('getCode', {
			path: { set, code },
			query: { date },
			...(signal && { signal }),
		});
		if (ok) return value;
	}
	return undefined;
}

/** True for text that can be a code rather than words: `f33`, `F33.2`, `99213`, `J1100`, `0591T`. */
export function looksLikeCode(text: string): boolean {
	return /^(?:[a-z]\d[\da-z]{0,2}(?:\.[\da-z]{0,4})?|[a-z]\d[\da-z]{3,5}|\d{4}[\da-z])$/i.test(text.trim());
}

/** A code as it is written. Words stay as they are, for the checks to refuse. */
export function codeTyped(text: string): string {
	const plain = text.trim();
	return looksLikeCode(plain) ? plain.toUpperCase() : plain;
}
