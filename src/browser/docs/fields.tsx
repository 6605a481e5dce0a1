import type * as ReactTypes from 'react';
import { React } from '../react.ts';
import { useOperationFrame } from './operation-frame.tsx';
import { useTypedText } from './typed-text.ts';

/** An immutable list or map, as Swagger UI keeps them. */
interface Immutable {
	get(name: string | number): unknown;
	toJS(): unknown;
}

interface ParameterFieldProps {
	readonly value: unknown;
	/** The name of the parameter. */
	readonly description?: string;
	readonly required?: boolean;
	readonly disabled?: boolean;
	readonly schema?: Immutable;
	readonly errors?: Immutable;
	readonly onChange: (value: string) => void;
}

/** A field for a parameter, with its name as label. An example is only a hint: it is not sent. */
export const parameterField =
	(Original: ReactTypes.ComponentType<ParameterFieldProps>) => (props: ParameterFieldProps) =>
		props.schema?.get('type') === 'file' || props.schema?.get('format') === 'binary' ? (
			<Original {...props} />
		) : (
			<ParameterField {...props} />
		);

function ParameterField({
	value,
	description,
	required,
	disabled,
	schema,
	errors,
	onChange,
}: ParameterFieldProps) {
	const id = React.useId();
	const problems = (errors?.toJS() as readonly unknown[] | undefined) ?? [];
	const options = (schema?.get('x-enum') as Immutable | undefined)?.toJS() as readonly string[] | undefined;
	const common = {
		'aria-label': description,
		'aria-required': required === true,
		'aria-invalid': problems.length > 0,
		'aria-describedby': problems.length > 0 ? id : undefined,
		className: problems.length > 0 ? 'invalid' : undefined,
		disabled,
	};
	const usual = schema?.get('x-default');
	return (
		<>
			{options ? (
				<select {...common} value={String(value ?? '')} onChange={({ target }) => onChange(target.value)}>
					<option value="">
						{required ? 'Choose one' : usual === undefined ? '(not sent)' : `(not sent: ${usual})`}
					</option>
					{options.map((option) => (
						<option key={option}>{option}</option>
					))}
				</select>
			) : (
				<TextField {...{ common, value, onChange }} hint={hintOf(schema)} />
			)}
			{problems.length > 0 && (
				<div id={id} className="field-problem">
					{problems
						.map((problem) =>
							problem === 'Required field is not provided' ? `Fill in ${description}.` : String(problem),
						)
						.join(' ')}
				</div>
			)}
		</>
	);
}

function hintOf(schema: Immutable | undefined): string | undefined {
	const example = (schema?.get('examples') as Immutable | undefined)?.get(0);
	if (example !== undefined) return `for example ${example}`;
	const usual = schema?.get('x-default');
	return usual === undefined || usual === '' ? undefined : `${usual}, if left empty`;
}

function TextField({
	common,
	value,
	hint,
	onChange,
}: {
	readonly common: object;
	readonly value: unknown;
	readonly hint: string | undefined;
	readonly onChange: (value: string) => void;
}) {
	const { text, type, handOn } = useTypedText(String(value ?? ''), onChange);
	return (
		<input
			{...common}
			type="text"
			autoComplete="off"
			placeholder={hint}
			value={text}
			onChange={({ target }) => type(target.value)}
			onBlur={handOn}
		/>
	);
}

interface BodyEditorProps {
	readonly value: unknown;
	/** The example that is chosen, as text. */
	readonly defaultValue?: string;
	readonly onChange: (value: string) => void;
}

/** The text area for a body, with what is wrong with it underneath. */
export function BodyEditor({ value, defaultValue, onChange }: BodyEditorProps) {
	const frame = useOperationFrame();
	const id = React.useId();
	const isEmptied = React.useRef(false);
	const given = typeof value === 'string' ? value : '';
	const { text, type, handOn } = useTypedText(given, (typed) => {
		isEmptied.current = typed === '';
		onChange(typed);
	});
	React.useEffect(() => {
		if (given !== '' || !defaultValue || isEmptied.current) return undefined;
		// Swagger UI first offers a body made from the schema, and the first example a moment later.
		const timer = setTimeout(() => onChange(defaultValue));
		return () => clearTimeout(timer);
	}, [given, defaultValue, onChange]);
	const problem = frame?.bodyProblem;
	return (
		<div className="body-param">
			<textarea
				className={problem ? 'body-param__text invalid' : 'body-param__text'}
				aria-label="Request body"
				aria-invalid={problem !== undefined}
				aria-describedby={problem ? id : undefined}
				spellCheck={false}
				value={text}
				onChange={({ target }) => type(target.value)}
				onBlur={handOn}
			/>
			{problem && (
				<div id={id} className="field-problem">
					{problem}
				</div>
			)}
		</div>
	);
}

/** Labels the list of examples. */
export const labelled =
	<P extends object>(Original: ReactTypes.ComponentType<P>) =>
	(props: P) => (
		// biome-ignore lint/a11y/noLabelWithoutControl: The control is in the component of Swagger UI.
		<label className="examples-label">
			<Original {...props} />
		</label>
	);

/** Names file inputs, which Swagger UI leaves without a name. */
export const namedInput =
	(Original: ReactTypes.ComponentType<ReactTypes.InputHTMLAttributes<HTMLInputElement>>) =>
	(props: ReactTypes.InputHTMLAttributes<HTMLInputElement>) =>
		props.type === 'file' ? <Original aria-label="File to send" {...props} /> : <Original {...props} />;

/** Takes no change while a request is on its way, so that an answer always belongs to what is on the page. */
export const lockedWhileRunning =
	<P extends object>(Original: ReactTypes.ComponentType<P>) =>
	(props: P) => (
		<fieldset className="parameters-fieldset" disabled={useOperationFrame()?.isRunning === true}>
			<Original {...props} />
		</fieldset>
	);
