import { setImmediate as breathe } from 'node:timers/promises';
import { shapeFinding } from '../superbill/read.ts';
import { SuperbillRequest } from '../superbill/request.ts';
import type { Items } from './item.ts';
import { PAUSE_EVERY } from './upload/limits.ts';
import type { SentBody } from './upload/sent.ts';
import { compositeKey, identify } from './visits/identity.ts';
import { type SourcedFinding, withSource } from './visits/origins.ts';

/** Yields superbills one by one as they arrive and remembers only their numbers. */
export async function* superbillItems(sent: Iterable<SentBody>): Items {
	/** The superbill or line that has a number, by practice and number. */
	const numbers = new Map<string, string>();
	let rows = 0;
	let refused = 0;
	let position = 0;
	for (const { row, finding, body, position: place } of sent) {
		if (place % PAUSE_EVERY === 0) await breathe();
		position = place;
		if (row !== undefined) rows++;
		const { number, practice } = identify(body);
		const id = number === undefined ? undefined : compositeKey(practice, number);
		const earlier = id === undefined ? undefined : numbers.get(id);
		if (id !== undefined && earlier === undefined) {
			numbers.set(id, row === undefined ? `superbill ${position}` : `line ${row}`);
		}
		const wrong = finding ?? (earlier === undefined ? undefined : duplicateNumber(earlier));
		const label = labelOf(body);
		const named = {
			position,
			...(label !== undefined && { label }),
			...(row !== undefined && { rows: [row, row] as const }),
		};
		if (wrong) {
			refused++;
			const findings = [withSource(wrong, row === undefined ? undefined : { row })];
			yield { ...named, refused: true, findings };
		} else yield { ...named, refused: false, body, findings: [] };
	}
	return { superbills: position - refused, refused, ...(rows > 0 && { rows }) };
}

/** The superbill's number; `undefined` for text that is not a valid number and may be patient data. */
function labelOf(body: unknown): string | undefined {
	if (typeof body !== 'object' || body === null || !('number' in body)) return undefined;
	return SuperbillRequest.shape.number.safeParse(body.number).data;
}

function duplicateNumber(earlier: string): SourcedFinding {
	return shapeFinding(
		['number'],
		`The number is the same as that of ${earlier}.`,
		'Give each superbill a different number, or leave it out to have one assigned when the superbill is issued.',
	);
}
