/**
 * Measures the checks in process with the code sets of the tests: median and 99th percentile for a visit with six lines
 * (target 0.3 ms) and with two hundred lines (target 5 ms).
 */
import { performance } from 'node:perf_hooks';
import type { ServiceLineInput } from '../src/superbill/request.ts';
import { CASES } from '../test/fixtures/cases.ts';
import { FAKE_CODE_SETS } from '../test/fixtures/code-sets.ts';
import { PLAIN } from '../test/rules/examples/plain.ts';
import { serviceUnderTest } from '../test/service/service-under-test.ts';

const service = serviceUnderTest({ codes: FAKE_CODE_SETS });

function measure(name: string, body: unknown, runs: number): void {
	for (let i = 0; i < runs / 2; i++) service.validate(body);
	const times = Array.from({ length: runs }, () => {
		const start = performance.now();
		service.validate(body);
		return performance.now() - start;
	}).sort((a, b) => a - b);
	const at = (share: number) => (times[Math.floor(runs * share)] as number).toFixed(3);
	console.log(`${name.padEnd(24)} median ${at(0.5)} ms   p99 ${at(0.99)} ms`);
}

const VISIT: readonly (readonly [code: string, more?: Partial<ServiceLineInput>])[] = [
	['99214', { modifiers: ['25'] }],
	['96365', { minutes: 100 }],
	['96366'],
	['J3490'],
	['90833', { minutes: 20 }],
	['96127'],
];

const sixLines = {
	...PLAIN,
	diagnoses: [{ code: 'F33.2' }, { code: 'F43.10' }, { code: 'G89.4' }],
	serviceLines: VISIT.map(([code, more]) => ({
		...PLAIN.serviceLines[0],
		code,
		diagnosisPointers: ['A', 'B', 'C'],
		...more,
	})),
};

measure('6 lines', sixLines, 2_000);
for (const { file, request } of CASES) {
	if (request.serviceLines.length >= 50)
		measure(`${request.serviceLines.length} lines (${file})`, request, 200);
}
const oneDay = Array.from({ length: 200 }, (_, i) => ({ ...sixLines.serviceLines[i % 6] }));
measure('200 lines of one day', { ...sixLines, serviceLines: oneDay }, 200);
