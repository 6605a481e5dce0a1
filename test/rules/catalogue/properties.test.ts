import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { CATALOGUE } from '../../../src/rules/catalogue/catalogue.ts';
import type { SuperbillInput } from '../../../src/superbill/request.ts';
import { requests } from '../../fixtures/arbitrary.ts';
import { examine } from '../../fixtures/examine.ts';
import { resolves } from '../../fixtures/json.ts';
import { TODAY } from '../../fixtures/plain.ts';
import { assertProperty } from '../../fixtures/property.ts';

t.test('every pointer leads to a place in the request', async (t) => {
	assertProperty(
		t,
		fc.property(requests, (sent) => {
			for (const { rule, pointer } of examine(sent, TODAY)) {
				if (!resolves(sent, pointer)) throw new Error(`${rule} points to ${pointer}`);
			}
		}),
		300,
	);
});

/** Rules that pick one of several equal lines by its position. */
const BY_POSITION = new Set(['duplicate-line', 'facility-missing', 'timely-filing']);

t.test('the order of lines changes only the pointers', async (t) => {
	const shuffled = requests.chain((sent) =>
		fc.tuple(
			fc.constant(sent),
			fc.shuffledSubarray([...sent.serviceLines.keys()], { minLength: sent.serviceLines.length }),
		),
	);
	assertProperty(
		t,
		fc.property(shuffled, ([sent, order]) => {
			const moved = { ...sent, serviceLines: order.map((i) => sent.serviceLines[i]) } as SuperbillInput;
			deepStrictEqual(
				summary(moved, (index) => order[index] as number),
				summary(sent, (index) => index),
			);
		}),
		200,
	);
});

/** Findings with the index of each line before the move. */
function summary(sent: SuperbillInput, original: (index: number) => number): string[] {
	return examine(sent, TODAY)
		.map(({ rule, severity, pointer, message }) => {
			const place = BY_POSITION.has(rule)
				? ''
				: pointer.replace(/^\/serviceLines\/(\d+)/, (_, index) => `line ${original(Number(index))}`);
			return `${severity} ${rule} ${place} ${message.replace(/(^Service|of) line \d+/, '$1 line')}`;
		})
		.sort();
}

t.test('arbitrary requests trigger nearly every rule, and none every time', async (t) => {
	const runs = 400;
	const triggered = new Map<string, number>();
	for (const sent of fc.sample(requests, { numRuns: runs, seed: 1 })) {
		for (const rule of new Set(examine(sent, TODAY).map((finding) => finding.rule))) {
			triggered.set(rule, (triggered.get(rule) ?? 0) + 1);
		}
	}
	t.strictSame(
		CATALOGUE.map(({ id }) => id).filter((id) => !triggered.has(id)),
		['tax-id-format', 'tax-id-is-ssn'],
	);
	t.strictSame(
		[...triggered].filter(([, count]) => count === runs).map(([id]) => id),
		[],
	);
});
