import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { SuperbillInput } from '../../src/superbill/request.ts';

/** The bundled program. */
export const MAIN = fileURLToPath(new URL('../../app/main.js', import.meta.url));

/** A folder that does not exist, so that a developer's own imports change no test. */
export const NO_DATA = join(tmpdir(), `superbill-without-data-${process.pid}`);

export interface Ending {
	readonly status: number | null;
	readonly stdout: Buffer;
	readonly stderr: string;
}

/** Runs the program to its end. */
export async function superbill(
	args: readonly string[],
	{ stdin = '', env = {}, cwd }: { stdin?: string | Buffer; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Ending> {
	const child = spawn(process.execPath, [MAIN, ...args], {
		// Nothing reads what is covered of the bundle.
		env: { ...process.env, NODE_V8_COVERAGE: undefined, DATA_DIR: NO_DATA, ...env },
		cwd,
	});
	const ended = once(child, 'close');
	// A program that reads no input may end before everything is written.
	child.stdin.on('error', () => {});
	child.stdin.end(stdin);
	const [stdout, stderr] = await Promise.all([buffer(child.stdout), text(child.stderr)]);
	const [status] = await ended;
	return { status, stdout, stderr };
}

/** Waits for a match in a stream, and keeps reading, so that its writer is never blocked. */
export function heard(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<RegExpExecArray> {
	let output = '';
	return new Promise((resolve, reject) => {
		stream.on('data', (chunk) => {
			output += chunk;
			const match = pattern.exec(output);
			if (match) resolve(match);
		});
		stream.on('end', () => reject(new Error(`The stream ended without ${pattern}: ${output}`)));
	});
}

/** A small visit without errors, in the past. */
export const VISIT = {
	number: 'SB-2025-000001',
	issuedOn: '2025-10-06',
	billingProvider: {
		name: 'Pretend Harbor Wellness PLLC',
		npi: '2000000028',
		taxId: { type: 'EIN', value: '00-0000001' },
		address: { line1: '1 Nowhere Plaza', city: 'Exampleville', state: 'CO', postalCode: '99999' },
		phone: '555-0101',
	},
	renderingProvider: {
		firstName: 'Testa',
		lastName: 'Samplewell',
		credentials: 'DNP, PMHNP-BC',
		npi: '2000000010',
	},
	patient: {
		firstName: 'Marlow',
		lastName: 'Fakenham',
		birthDate: '1984-02-29',
		sex: 'F',
		address: { line1: '12 Imaginary Ct', city: 'Exampleville', state: 'CO', postalCode: '99999' },
	},
	coverages: [{ payerName: 'Fictional Mutual Health Plan', memberId: 'FICT000000101', relationship: 'self' }],
	diagnoses: [{ code: 'F33.2' }],
	serviceLines: [
		{
			date: '2025-10-06',
			placeOfService: '11',
			code: '99213',
			description: 'Office visit',
			diagnosisPointers: ['A'],
			charge: '150.00',
		},
	],
	payments: [{ date: '2025-10-06', amount: '150.00', method: 'card' }],
} satisfies SuperbillInput;

/** The same visit with a charge of the wrong shape. */
export const WRONG_VISIT = {
	...VISIT,
	serviceLines: VISIT.serviceLines.map((line) => ({ ...line, charge: 150 })),
};
