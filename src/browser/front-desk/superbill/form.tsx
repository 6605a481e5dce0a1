import type { ApiFinding } from '../../base/call.ts';
import { type Json, valueAt } from '../../base/pointers.ts';
import { type PageLanguage, sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { pointerLabel } from '../controls/field-words.ts';
import { SchemaFields } from '../controls/schema-fields.tsx';
import { type Option, SelectField, TextField, type TextFieldProps, type TextKind } from '../shared/field.tsx';
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
	readonly billingProvider: { readonly npi: string; readonly timeZone?: string };
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
	readonly language?: string;
	readonly notices?: readonly string[];
	readonly payerProfile?: string;
}

/** The clinicians of a practice, to choose from. */
export function clinicianOptions(profile: PracticeOnFile | undefined): Option[] {
	return (profile?.providers ?? []).map(({ id, clinician }) => ({
		value: id,
		label: [
			clinician.name ?? `${clinician.firstName ?? ''} ${clinician.lastName ?? ''}`.trim(),
			clinician.credentials,
		]
			.filter(Boolean)
			.join(', '),
	}));
}

/** The id in the page of the field for a part of the request. */
export const fieldId = (pointer: string) => `new${pointer}`;

/** The pointers that have a field in the page, in the order of the page. */
export function fieldsShown(): string[] {
	return Array.from(document.querySelectorAll('[id^="new/"]'), ({ id }) => id)
		.filter((id) => !/-(?:help|findings|note|list)$/.test(id))
		.map((id) => id.slice('new'.length));
}

/** The words on the label of a field. A part that is not one field has the contract's name. */
export function labelOf(pointer: string, language: PageLanguage): string {
	const label = document.querySelector(`label[for="${CSS.escape(fieldId(pointer))}"]`);
	return label?.textContent?.trim() ?? pointerLabel(pointer, language) ?? pointer;
}

interface BoundProps
	extends Pick<TextFieldProps, 'help' | 'quiet' | 'className' | 'placeholder' | 'onKeyDown' | 'autoFocus'> {
	readonly form: SuperbillForm;
	readonly pointer: string;
	readonly label: string;
	readonly kind?: TextKind;
	/** Leaves out the calendar of a date, as for birth dates, which nobody picks. */
	readonly isTyped?: boolean;
}

/** A line of the form that writes what is typed to its place in the request. */
export function BoundField({ form, pointer, kind = 'text', isTyped = false, ...more }: BoundProps) {
	const { request, set, findings, frontDesk } = form;
	return (
		<TextField
			{...more}
			id={fieldId(pointer)}
			kind={kind}
			today={frontDesk.today}
			calendar={kind === 'date' && !isTyped ? sayIn(frontDesk.language, SHELL_WORDS)('calendar') : undefined}
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

interface MoreFieldsProps {
	readonly form: SuperbillForm;
	/** The part of the request; all of it without one. */
	readonly pointer?: string;
	/** The properties that have a field of their own elsewhere. */
	readonly exclude: readonly string[];
	readonly label?: string;
	readonly help?: string;
	readonly className?: string;
}

/** Folded fields for everything that is rarely needed, so that no field of a request is out of reach. */
export function MoreFields({ form, pointer = '', exclude, label, help, className }: MoreFieldsProps) {
	return (
		<details className={className}>
			<summary>{label ?? form.say('more')}</summary>
			{help !== undefined && <p className="help">{help}</p>}
			<RareFields form={form} pointer={pointer} exclude={exclude} />
		</details>
	);
}

/**
 * Fields for all that has no field of its own in a part. A superbill has hundreds of them, so they are drawn anew only if
 * something in them changed: a keystroke elsewhere must not wait for them.
 */
export function RareFields({ form, pointer = '', exclude }: Omit<MoreFieldsProps, 'label' | 'help'>) {
	const { frontDesk, request, findings, profile } = form;
	const { contract, language, today } = frontDesk;
	const rare = Object.entries((valueAt(request, pointer) ?? {}) as Readonly<Record<string, Json>>).filter(
		([name]) => !exclude.includes(name),
	);
	const found = [...findings].filter(([at]) => at.startsWith(pointer));
	return React.useMemo(
		() => (
			<SchemaFields
				frontDesk={frontDesk}
				schemaName="SuperbillRequest"
				pointer={pointer}
				value={request}
				onChange={form.set}
				findingsAt={(at) => findings.get(at) ?? []}
				exclude={exclude}
				optionsFor={(at) =>
					at.endsWith('/renderingProvider/provider') && profile?.providers
						? clinicianOptions(profile)
						: undefined
				}
				idPrefix="new"
			/>
		),
		[contract, language, today, profile, pointer, JSON.stringify([rare, found])],
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
