import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../version.ts';

/** Facts that a server prints for whoever started it. */
export interface Greeting {
	/** URL at which users reach it. */
	readonly address: string;
	readonly metrics?: string | undefined;
	/** There is no API key. */
	readonly isOpen: boolean;
	/** Rules that the operator made less severe, in sentences. */
	readonly lowered: readonly string[];
}

const EXAMPLE = new URL('openapi/examples/iv-ketamine-visit.json', ROOT);

/** The greeting, for standard output; the log goes to standard error. */
export function greetingText({ address, metrics, isOpen, lowered }: Greeting): string {
	return [
		`Superbill is listening on ${address}\n`,
		`\n  In a browser    ${address}/\n`,
		// The container image has no examples.
		existsSync(EXAMPLE) ? `  On a terminal   ${curlCommand(address, isOpen)}\n` : '',
		metrics === undefined ? '' : `  Metrics         ${metrics}\n`,
		isOpen
			? '\n  There is no API key, so only this machine may call, as localhost, 127.0.0.1 or [::1].\n'
			: '\n  Callers need an API key.\n',
		lowered.length === 0 ? '' : '\n  RULES_FILE lets superbills through that would otherwise be refused:\n',
		...lowered.map((rule) => `    ${rule}\n`),
	].join('');
}

function curlCommand(address: string, isOpen: boolean): string {
	const key = isOpen ? '' : ' -H "Authorization: Bearer $API_KEY"';
	const example = relative(process.cwd(), fileURLToPath(EXAMPLE));
	return `curl -fsS ${address}/v1/superbills/render${key} -H "Content-Type: application/json" --data-binary "@${example}" -o superbill.pdf`;
}
