import type { ReactNode } from 'react';
import type { ApiFinding } from '../../base/call.ts';
import { dateShown, dateTyped, moneyTyped, timeTyped } from '../../base/typing.ts';
import { React } from '../../react.ts';

export interface FieldFrameProps {
	readonly label: string;
	/** A sentence under the field. */
	readonly help?: string | undefined;
	/** The language of that sentence, if it is not the page's. */
	readonly helpLang?: string | undefined;
	/** What the checks found about it. */
	readonly findings?: readonly ApiFinding[] | undefined;
	/** Hides the label from the eye where a table's column says it; screen readers still hear it. */
	readonly quiet?: boolean | undefined;
	readonly className?: string | undefined;
}

interface FrameProps extends FieldFrameProps {
	readonly id: string;
	readonly children: ReactNode;
}

/** Puts a label above a control, and help and findings under it. */
export function FieldFrame({
	id,
	label,
	help,
	helpLang,
	findings = [],
	quiet,
	className = '',
	children,
}: FrameProps) {
	return (
		<div className={`field ${className}`}>
			<label htmlFor={id} className={quiet ? 'unseen' : undefined}>
				{label}
			</label>
			{children}
			{help !== undefined && (
				<p className="help" id={`${id}-help`} lang={helpLang}>
					{help}
				</p>
			)}
			<FindingsUnder id={id} findings={findings} />
		</div>
	);
}

/** The findings of a field in words, which the field refers to. The API words them in English. */
export function FindingsUnder({
	id,
	findings,
}: {
	readonly id: string;
	readonly findings: readonly ApiFinding[];
}) {
	if (findings.length === 0) return null;
	return (
		<ul className="findings" id={`${id}-findings`} lang="en">
			{findings.map(({ rule, severity, message, help }) => (
				<li key={rule + message} className={severity}>
					{message} {help}
				</li>
			))}
		</ul>
	);
}

/** The attributes by which a control refers to its help and findings. */
export function describedBy(id: string, { help, findings = [] }: Partial<FieldFrameProps>) {
	const ids = [
		...(help === undefined ? [] : [`${id}-help`]),
		...(findings.length > 0 ? [`${id}-findings`] : []),
	];
	return {
		...(ids.length > 0 && { 'aria-describedby': ids.join(' ') }),
		...(findings.some(({ severity }) => severity === 'error') && { 'aria-invalid': true as const }),
	};
}

export type TextKind = 'text' | 'money' | 'date' | 'time' | 'number' | 'email' | 'tel' | 'search';

export interface TextFieldProps extends FieldFrameProps {
	readonly id: string;
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly kind?: TextKind | undefined;
	readonly placeholder?: string | undefined;
	readonly autoFocus?: boolean | undefined;
	readonly required?: boolean | undefined;
	readonly disabled?: boolean | undefined;
	/** Today, for dates with two digits of a year. */
	readonly today?: string | undefined;
	/** The word for the button that opens a calendar. Without it, there is none. */
	readonly calendar?: string | undefined;
	readonly onKeyDown?: ((event: React.KeyboardEvent<HTMLInputElement>) => void) | undefined;
}

const READ: Partial<Record<TextKind, (text: string, today: string) => string>> = {
	money: moneyTyped,
	date: dateTyped,
	time: timeTyped,
};

/**
 * A line to type in. Each keystroke stays in the field; the form gets the value after a pause of a quarter of a second, on
 * Enter and on leaving, as the API wants it: `$150` is `150.00`, `10/6/2026` is `2026-10-06`.
 */
export function TextField(props: TextFieldProps) {
	const { id, value, onChange, kind = 'text', today = '', calendar, onKeyDown } = props;
	const show = kind === 'date' ? dateShown : (text: string) => text;
	const [text, setText] = React.useState(show(value));
	const passed = React.useRef(value);
	const timer = React.useRef<ReturnType<typeof setTimeout>>();
	const typed = React.useRef(text);
	// A value that did not come from here, such as another patient's, replaces what is shown.
	React.useEffect(() => {
		if (value !== passed.current) {
			passed.current = value;
			clearTimeout(timer.current);
			typed.current = show(value);
			setText(typed.current);
		}
	}, [value]);
	const pass = () => {
		clearTimeout(timer.current);
		const next = READ[kind]?.(typed.current, today) ?? typed.current;
		if (next !== passed.current) {
			passed.current = next;
			onChange(next);
		}
	};
	const latest = React.useRef(pass);
	latest.current = pass;
	// Nothing typed is lost if the field leaves the page within the pause.
	React.useEffect(() => () => latest.current(), []);
	const type = (next: string) => {
		typed.current = next;
		setText(next);
		clearTimeout(timer.current);
		timer.current = setTimeout(() => latest.current(), 250);
	};
	const picker = React.useRef<HTMLInputElement>(null);
	return (
		<FieldFrame {...props}>
			<span className="control">
				<input
					id={id}
					className={kind === 'money' || kind === 'number' ? 'figure' : undefined}
					type={kind === 'email' || kind === 'tel' || kind === 'search' ? kind : 'text'}
					inputMode={kind === 'money' ? 'decimal' : kind === 'number' ? 'numeric' : undefined}
					autoComplete="off"
					spellCheck={false}
					value={text}
					placeholder={props.placeholder ?? (kind === 'date' ? 'mm/dd/yyyy' : undefined)}
					required={props.required}
					disabled={props.disabled}
					// biome-ignore lint/a11y/noAutofocus: only where a person just opened the field.
					autoFocus={props.autoFocus}
					{...describedBy(id, props)}
					onChange={(event) => type(event.target.value)}
					onBlur={() => {
						pass();
						typed.current = show(passed.current);
						setText(typed.current);
					}}
					onKeyDown={(event) => {
						if (event.key === 'Enter') pass();
						onKeyDown?.(event);
					}}
				/>
				{kind === 'date' && calendar !== undefined && (
					<span className="calendar">
						<input
							ref={picker}
							type="date"
							tabIndex={-1}
							aria-hidden="true"
							value={/^\d{4}-\d{2}-\d{2}$/.test(value) ? value : ''}
							onChange={(event) => {
								passed.current = '';
								typed.current = show(event.target.value);
								setText(typed.current);
								pass();
							}}
						/>
						<button
							type="button"
							aria-label={`${calendar}: ${props.label}`}
							disabled={props.disabled}
							onClick={() => picker.current?.showPicker()}
						>
							{calendar}
						</button>
					</span>
				)}
			</span>
		</FieldFrame>
	);
}

export interface Option {
	readonly value: string;
	readonly label: string;
}

export interface SelectFieldProps extends FieldFrameProps {
	readonly id: string;
	readonly value: string;
	readonly options: readonly Option[];
	readonly onChange: (value: string) => void;
	/** The words for no choice. Without them, one must be chosen. */
	readonly none?: string | undefined;
	readonly disabled?: boolean | undefined;
}

export function SelectField(props: SelectFieldProps) {
	const { id, value, options, onChange, none } = props;
	return (
		<FieldFrame {...props}>
			<select
				id={id}
				value={value}
				disabled={props.disabled}
				{...describedBy(id, props)}
				onChange={(event) => onChange(event.target.value)}
			>
				{none !== undefined && <option value="">{none}</option>}
				{options.map((option) => (
					<option key={option.value} value={option.value}>
						{option.label}
					</option>
				))}
			</select>
		</FieldFrame>
	);
}

export interface CheckFieldProps {
	readonly id: string;
	readonly label: string;
	readonly checked: boolean;
	readonly onChange: (checked: boolean) => void;
	readonly help?: string | undefined;
	readonly findings?: readonly ApiFinding[] | undefined;
}

export function CheckField({ id, label, checked, onChange, help, findings = [] }: CheckFieldProps) {
	return (
		<div className="field check">
			<label htmlFor={id}>
				<input
					id={id}
					type="checkbox"
					checked={checked}
					{...describedBy(id, { help, findings })}
					onChange={(event) => onChange(event.target.checked)}
				/>
				<span>{label}</span>
			</label>
			{help !== undefined && (
				<p className="help" id={`${id}-help`}>
					{help}
				</p>
			)}
			<FindingsUnder id={id} findings={findings} />
		</div>
	);
}
