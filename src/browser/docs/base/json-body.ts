import { parseStrictJson } from '../../../text/json.ts';

/** Says why a body cannot be sent, in the words of the service. Undefined for JSON. */
export function bodyProblem(text: string): string | undefined {
	if (text.trim() === '') return 'The body is empty. Choose an example, or write a JSON object.';
	const { error } = parseStrictJson(text, Number.POSITIVE_INFINITY);
	if (!error) return undefined;
	const { line, column, expected, path } = error;
	return `The body ${path ? 'cannot be used' : 'is not JSON'}: at line ${line}, column ${column}, expected ${expected}.`;
}
