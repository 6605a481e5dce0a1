import canonicalize from 'canonicalize';
import { SentSuperbill } from '../../practices/sent.ts';
import { fieldLabel } from '../../superbill/finding.ts';
import { joinNames } from './finding.ts';
import { type Merged, merge, ONCE } from './merge.ts';
import { type Part, type Parts, same } from './part.ts';

/** Parts on one superbill, and the reason why they are not on an earlier one. */
export interface Packed extends Merged {
	readonly parts: Parts;
	/** Completes "because …"; `undefined` for the first superbill. */
	readonly why: string | undefined;
}

/** Divides parts of one patient, in order, among as few superbills as can hold them. Yields them one by one. */
export function* pack(group: Parts): Generator<Packed, void, void> {
	for (const parts of agreeing(group)) {
		let why = parts[0] === group[0] ? undefined : unlike(group[0], parts[0]);
		for (let rest: readonly Part[] = parts; isParts(rest); ) {
			const { taken, merged, full } = mostThatFit(rest);
			yield { ...merged, parts: taken, why };
			why = `one superbill cannot hold all of its ${full === 'serviceLines' ? 'service lines' : full}`;
			rest = rest.slice(taken.length);
		}
	}
}

/** Bundles parts that agree in {@link ONCE}. */
function agreeing(group: Parts): Iterable<Parts> {
	const bundles = new Map<string | undefined, [Part, ...Part[]]>();
	for (const part of group) {
		const id = canonicalize(ONCE.map((name) => part.visit[name] ?? null));
		const bundle = bundles.get(id);
		if (bundle) bundle.push(part);
		else bundles.set(id, [part]);
	}
	return bundles.values();
}

function unlike(first: Part, { sent, visit }: Part): string {
	const differing = ONCE.filter((name) => !same(first.visit[name], visit[name]));
	const names = joinNames(differing.map((name) => fieldLabel([name]).toLowerCase()));
	return `${names} ${differing.length === 1 ? 'differs' : 'differ'} between ${first.sent.name} and ${sent.name}`;
}

/** The factor by which the number of parts to try grows. */
const STRIDE = 8;

/** Takes as many parts as one superbill holds, and names the list that the next one would overflow. */
function mostThatFit(parts: Parts): { taken: Parts; merged: Merged; full: string | undefined } {
	let fits = { taken: parts.slice(0, 1) as unknown as Parts, merged: merge([parts[0]]) };
	let full: string | undefined;
	// The smallest count that is known to be too many.
	let fails = parts.length + 1;
	while (fails - fits.taken.length > 1) {
		const most = fits.taken.length;
		const count = full === undefined ? Math.min(most * STRIDE, parts.length) : (most + fails) >> 1;
		const taken = parts.slice(0, count) as unknown as Parts;
		const merged = merge(taken);
		const overfull = overfullOf(merged);
		if (overfull === undefined) fits = { taken, merged };
		else {
			full = overfull;
			fails = count;
		}
	}
	return { ...fits, full };
}

/** The list that is longer than the schema allows, if any. */
function overfullOf({ body }: Merged): string | undefined {
	const { error } = SentSuperbill.safeParse(body);
	return error?.issues.find(({ code, path }) => code === 'too_big' && path.length === 1)?.path.join();
}

function isParts(parts: readonly Part[]): parts is Parts {
	return parts.length > 0;
}
