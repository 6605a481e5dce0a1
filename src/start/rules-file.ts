import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { OperatorError } from '../calls/operator-error.ts';
import { isSystemError } from '../calls/system-error.ts';
import { type OperatorSeverities, RulesFile, resolveSeverities } from '../rules/catalogue/severities.ts';
import { readOperatorFile } from './operator-file.ts';

/** Reads `RULES_FILE`. Without it, every rule keeps its own severity. @throws OperatorError with every mistake */
export function loadRulesFile(file: string | undefined): OperatorSeverities {
	if (file === undefined) return resolveSeverities({ rules: {}, practices: {} });
	let source: string;
	try {
		source = readFileSync(file, 'utf8');
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new OperatorError(`RULES_FILE must name a file that this process may read (${error.code}).`);
	}
	return readRulesFile(basename(file), source);
}

/** @param file name of the source in messages @throws OperatorError with every mistake */
export function readRulesFile(file: string, source: string): OperatorSeverities {
	const { value, mistakes } = readOperatorFile(file, source, RulesFile);
	if (!value) throw unusable(mistakes);
	return resolveSeverities(value);
}

const unusable = (mistakes: readonly string[]) => new OperatorError('These rules cannot be used:', mistakes);
