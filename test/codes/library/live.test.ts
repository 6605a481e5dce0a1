import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { createCodeSets } from '../../../src/codes/create-code-sets.ts';
import { importFiles } from '../../../src/codes/library/import.ts';
import { openLibrary } from '../../../src/codes/library/live.ts';
import { codeFile } from '../../fixtures/code-files.ts';

/** Waits for a condition. The time limit of the test ends it if that never comes true. */
async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await sleep(20);
}

t.test('a running service loads a new import by itself', async (t) => {
	const folder = join(t.testdir(), 'codes');
	const failures: unknown[] = [];
	const live = await openLibrary(folder, undefined, (error) => failures.push(error));
	t.teardown(live.close);
	const codes = createCodeSets(live.current);
	const state = () => codes.diagnosis('F33.2', '2026-01-01').state;
	t.equal(state(), 'no-edition');
	await importFiles(folder, [codeFile('icd10cm-order-2026.txt')]);
	await until(() => state() === 'billable');
	t.notOk(codes.missing.includes('icd10cm'));

	const manifest = join(folder, 'manifest.json');
	writeFileSync(manifest, 'no manifest');
	await until(() => failures.length > 0);
	t.match(failures[0], { message: /damaged/ });
	t.equal(state(), 'billable', 'what was loaded stays');
});
