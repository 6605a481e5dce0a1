import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { run } from '../../src/cli/run.ts';
import { everything } from '../fixtures/payloads.ts';
import { pdfOf } from '../service/service-under-test.ts';
import { io, Paper } from './in-process.ts';

t.test('read prints the data of a superbill as JSON', async (t) => {
	const file = join(t.testdir(), 'a.pdf');
	writeFileSync(file, pdfOf(everything));
	const stdout = new Paper();
	t.equal(await run(['read', file], io({ stdout })), 0);
	t.equal(JSON.parse(stdout.written).superbill.number, everything.number);
});

t.test('read exits with 1 for a file without a superbill, and with 2 for any other file', async (t) => {
	const folder = t.testdir({ 'a.pdf': '%PDF-1.4\n', 'a.txt': 'no picture' });
	for (const [args, status, message] of [
		[['read', join(folder, 'a.pdf')], 1, /a\.pdf is not a superbill as this program made it/],
		[['read', join(folder, 'a.txt')], 2, /a\.txt is neither a PDF nor a PNG or JPEG/],
		[['read', join(folder, 'b.png')], 2, /b\.png does not exist/],
		[['read'], 2, /name a file/],
	] as const) {
		const stderr = new Paper();
		t.equal(await run(args, io({ stderr })), status);
		t.match(stderr.written, message);
	}
});
