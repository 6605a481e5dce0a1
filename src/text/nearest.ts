/** Finds the candidate closest to a mistyped name. About a third of the letters may differ. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
	let best: string | undefined;
	let least = Math.floor(name.length / 3) + 2;
	for (const candidate of candidates) {
		// At least so many letters must be added or removed; comparing a very long name would take long.
		if (Math.abs(name.length - candidate.length) >= least) continue;
		const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
		if (distance < least) {
			best = candidate;
			least = distance;
		}
	}
	return best;
}

/** Counts the letters to insert, remove or change (Levenshtein). */
function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
		}
		row = next;
	}
	return row[b.length] as number;
}

const MAX_LISTED = 24;

/** `there is no filter "upcas"; did you mean "upcase"? There are append, …`. A long list is left out if one is close. */
export function noSuch(kind: string, name: string, known: readonly string[]): string {
	const meant = nearestName(name, known);
	const message = `there is no ${kind} ${quoted(name)}`;
	const few = known.length <= MAX_LISTED;
	const list = `${known.slice(0, MAX_LISTED).join(', ')}${few ? '' : ` and ${known.length - MAX_LISTED} more`}`;
	if (meant === undefined) return `${message}; there are ${list}`;
	return `${message}; did you mean "${meant}"?${few ? ` There are ${list}` : ''}`;
}

const MAX_QUOTED = 60;

/** Quotes a text, and shortens it if it is absurdly long. */
export function quoted(text: string): string {
	return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}
