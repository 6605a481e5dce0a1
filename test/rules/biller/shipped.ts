import { fileURLToPath } from 'node:url';
import type { EditorList } from '../../../src/codes/code-sets.ts';
import { createCodeSets, createPlaceOfService } from '../../../src/codes/create-code-sets.ts';
import { loadLibrary } from '../../../src/codes/library/load.ts';
import type { Finding } from '../../../src/superbill/finding.ts';
import { ROOT } from '../../fixtures/cases.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';

const library = await loadLibrary(
	fileURLToPath(new URL('test/fixtures/none/', ROOT)),
	fileURLToPath(new URL('codes/', ROOT)),
);

/** The service as it is shipped, with nothing imported, on 2026-11-23. */
const service = serviceUnderTest({
	codes: createCodeSets(() => library),
	placeOfService: createPlaceOfService(() => library),
});

export function validated(body: unknown): readonly Finding[] {
	return service.validate(body).findings;
}

/** Lists the diagnoses of one list of the Medicare Code Editor, without dots. */
export function editorCodes(list: EditorList): string[] {
	return [...(library.editorLists ?? [])].filter(([, lists]) => lists.includes(list)).map(([code]) => code);
}

/** Lists the rules of the findings of one severity, each once, in alphabetical order. */
export function rulesOf(findings: readonly Finding[], severity: Finding['severity']): string[] {
	return [
		...new Set(findings.filter((finding) => finding.severity === severity).map(({ rule }) => rule)),
	].sort();
}
