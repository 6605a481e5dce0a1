import type { ServiceLineInput } from '../../../src/superbill/request.ts';
import { TODAY } from './plain.ts';

/** The part of JSON Patch (RFC 6902) that examples need. */
export type PatchOperation =
	| { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
	| { readonly op: 'remove'; readonly path: string };

/** Two similar changes to the plain request. The rule finds something after one and nothing after the other. */
export interface RuleExample {
	readonly fails: readonly PatchOperation[];
	readonly passes: readonly PatchOperation[];
}

/** By rule id. */
export type RuleExamples = Readonly<Record<string, RuleExample>>;

export const add = (path: string, value: unknown): PatchOperation => ({ op: 'add', path, value });
export const replace = (path: string, value: unknown): PatchOperation => ({ op: 'replace', path, value });
export const remove = (path: string): PatchOperation => ({ op: 'remove', path });

/** Adds a line on the day of the plain one. */
export function addLine(
	code: string,
	description: string,
	more: Partial<ServiceLineInput> = {},
): PatchOperation {
	return add('/serviceLines/-', {
		date: TODAY,
		placeOfService: '11',
		code,
		description,
		diagnosisPointers: ['A'],
		charge: '50.00',
		...more,
	});
}

/** Turns the plain line into another service. */
export function makeLine(code: string, description: string): PatchOperation[] {
	return [replace('/serviceLines/0/code', code), replace('/serviceLines/0/description', description)];
}

/** Puts one of two values into a place. */
export function values(path: string, fails: unknown, passes: unknown): RuleExample {
	return { fails: [replace(path, fails)], passes: [replace(path, passes)] };
}
