import type { ApiFinding } from '../../base/call.ts';
import { type Json, valueAt } from '../../base/pointers.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { SelectField, TextField, type TextFieldProps, type TextKind } from '../shared/field.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import { SHELL_WORDS } from '../shared/shell-words.ts';
import type { SaySuperbill } from './superbill-words.ts';

/** Everything that a part of the form gets from the screen. */
export interface SuperbillForm {
	readonly frontDesk: FrontDesk;
	readonly say: SaySuperbill;
	readonly request: Json;
	readonly set: (pointer: string, value: Json | undefined) => void;
	/** Changes several things at once. */
	readonly change: (next: (request: Json) => Json) => void;
	readonly findings: ReadonlyMap<string, readonly ApiFinding[]>;
	readonly profile: PracticeOnFile | undefined;
}

/** What the form uses of a practice on file. */
export interface PracticeOnFile {
	readonly billingProvider: { readonly npi: string };
	readonly providers?: readonly {
		readonly id: string;
		readonly clinician: {
			readonly npi: string;
			readonly name?: string;
			readonly firstName?: string;
			readonly lastName?: string;
			readonly credentials?: string;
		};
	}[];
	readonly services?: readonly ({
		readonly id: string;
		readonly name: string;
		readonly code?: string;
		readonly charge?: string;
	} & { readonly [more: string]: Json | undefined })[];
	readonly template?: string;
}

/** The id in the page of the field for a part of the request. */
export const fieldId = (pointer: string) => `new${pointer}`;

export const hasField = (pointer: string) => document.getElementById(fieldId(pointer)) !== null;

interface BoundProps
	extends Pick<TextFieldProps, 'help' | 'quiet' | 'className' | 'placeholder' | 'onKeyDown' | 'autoFocus'> {
	readonly form: SuperbillForm;
	readonly pointer: string;
	readonly label: string;
	readonly kind?: TextKind;
}

/** A line of the form that writes what is typed to its place in the request. */
export function BoundField({ form, pointer, kind = 'text', ...more }: BoundProps) {
	const { request, set, findings, frontDesk } = form;
	return (
		<TextField
			{...more}
			id={fieldId(pointer)}
			kind={kind}
			today={frontDesk.today}
			calendar={kind === 'date' ? sayIn(frontDesk.language, SHELL_WORDS)('calendar') : undefined}
			value={String(valueAt(request, pointer) ?? '')}
			onChange={(value) =>
				set(
					pointer,
					value === ''
						? undefined
						: kind === 'number' && /^\d+(?:\.\d+)?$/.test(value)
							? Number(value)
							: value,
				)
			}
			findings={findings.get(pointer)}
		/>
	);
}

interface BoundSelectProps extends Pick<BoundProps, 'form' | 'pointer' | 'label' | 'quiet' | 'className'> {
	readonly options: readonly { readonly value: string; readonly label: string }[];
	readonly none?: string;
}

export function BoundSelect({ form, pointer, ...more }: BoundSelectProps) {
	return (
		<SelectField
			{...more}
			id={fieldId(pointer)}
			value={String(valueAt(form.request, pointer) ?? '')}
			onChange={(value) => form.set(pointer, value === '' ? undefined : value)}
			findings={form.findings.get(pointer)}
		/>
	);
}

/** Puts the focus on the field for a pointer, and opens what hides it. */
export function showField(pointer: string): void {
	const element = document.getElementById(fieldId(pointer));
	if (!element) return;
	for (let around = element.parentElement; around; around = around.parentElement) {
		if (around instanceof HTMLDetailsElement) around.open = true;
	}
	element.scrollIntoView({ block: 'center' });
	element.focus();
}
