/**
 * Measures time, memory and size of merging one-page superbills into one PDF. Run it with `--expose-gc`. Documents are drawn
 * on request, which is not counted.
 */
import { type MergePart, mergePdfs } from '../src/pdf/merge.ts';
import { PRODUCER } from '../src/version.ts';
import { minimal } from '../test/fixtures/payloads.ts';
import { pdfOf, serviceUnderTest } from '../test/service/service-under-test.ts';

const METADATA = {
	title: 'Superbills',
	author: 'Solo Practice',
	language: 'en-US',
	producer: PRODUCER,
	creator: PRODUCER,
	created: new Date('2026-11-23T00:00:00Z'),
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Memory in use after a collection. */
function memoryInUse(): number {
	globalThis.gc?.();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

const service = serviceUnderTest();

async function measure(count: number): Promise<string> {
	const atStart = memoryInUse();
	let [atEnd, drawing, single, merged] = [0, 0, 0, 0];
	async function* parts(): AsyncGenerator<MergePart> {
		for (let i = 1; i <= count; i++) {
			const start = performance.now();
			const title = `SB-2026-${String(i).padStart(6, '0')}`;
			const pdf = pdfOf({ ...minimal, number: title, issuedOn: '2026-11-23' }, service);
			single += pdf.length;
			if (i === count) atEnd = memoryInUse();
			drawing += performance.now() - start;
			yield { title, dataName: `${title}.json`, pdf };
		}
	}
	const start = performance.now();
	for await (const { length } of mergePdfs(parts(), METADATA)) merged += length;
	const time = performance.now() - start - drawing;
	return [
		`${count} documents`.padEnd(16),
		`${(time / 1000).toFixed(1)} s`,
		`${(time / count).toFixed(2)} ms each`,
		`${megabytes(merged)} instead of ${megabytes(single)}`,
		`${megabytes(atEnd - atStart)} more in use before the last`,
		`${megabytes(process.resourceUsage().maxRSS * 1024)} peak of the process`,
	].join('   ');
}

for (const count of [100, 1_000, 10_000]) console.log(await measure(count));
