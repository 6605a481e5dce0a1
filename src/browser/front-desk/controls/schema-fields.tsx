import type { ApiFinding } from '../../base/call.ts';
import type { ContractSchema } from '../../base/contract.ts';
import { resolved } from '../../base/contract.ts';
import { type Json, valueAt } from '../../base/pointers.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { FindingsUnder, type Option, SelectField, TextField } from '../shared/field.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import { SHELL_WORDS } from '../shared/shell-words.ts';
import { CONTROL_WORDS } from './control-words.ts';
import './controls.css';
import { entryLabel, propertyLabel, valueLabel, wayLabel } from './field-words.ts';
import {
	helpOf,
	namesOf,
	type Property,
	partAt,
	type Shape,
	shapeOf,
	textOf,
	valueTyped,
	wayOf,
} from './schema-shape.ts';

export interface SchemaFieldsProps {
	readonly frontDesk: Pick<FrontDesk, 'contract' | 'language' | 'today'>;
	/** A schema of the contract: `SuperbillRequest`. */
	readonly schemaName: string;
	/** The part that the fields are for, as a JSON pointer: `/serviceLines/0`. Everything without it. */
	readonly pointer?: string | undefined;
	/** The whole value that has the part. */
	readonly value: Json | undefined;
	/** Called with a pointer into the whole value. Undefined removes what is there. */
	readonly onChange: (pointer: string, value: Json | undefined) => void;
	readonly findingsAt: (pointer: string) => readonly ApiFinding[];
	/** The properties to leave out, by their names on the way from the part: `code`, `address`, `drug.ndc`. */
	readonly exclude?: readonly string[] | undefined;
	/** The choices for a text that names something, such as a template, if there are any. */
	readonly optionsFor?: ((pointer: string) => readonly Option[] | undefined) | undefined;
	/** The beginning of the ids of the fields; their pointers follow. */
	readonly idPrefix?: string | undefined;
}

/**
 * Fields for any part of a request, made from the schema in the contract: so a field that the form itself does not show is
 * still within reach. Parts that hold more than one value are folded while they are empty.
 */
export function SchemaFields(props: SchemaFieldsProps) {
	const { frontDesk, schemaName, pointer = '' } = props;
	const schema = React.useMemo(
		() => partAt(frontDesk.contract, { $ref: `#/components/schemas/${schemaName}` }, pointer),
		[frontDesk.contract, schemaName, pointer],
	);
	return schema ? (
		<div className="schema-fields">
			<Part {...props} schema={schema} at={pointer} isRequired />
		</div>
	) : null;
}

interface PartProps extends SchemaFieldsProps {
	readonly schema: ContractSchema;
	readonly at: string;
	readonly isRequired?: boolean;
}

const idOf = ({ idPrefix = '', at }: PartProps) => idPrefix + at;
const labelOf = ({ frontDesk, at }: PartProps) => {
	const names = namesOf(at);
	return propertyLabel(names, frontDesk.language) ?? names.at(-1) ?? '';
};

/** The contents of a part, without the frame and the label of the part itself. */
function Part(props: PartProps) {
	const { frontDesk, at } = props;
	const shape = shapeOf(frontDesk.contract, props.schema, namesOf(at).at(-1));
	switch (shape.is) {
		case 'object':
			return <ObjectPart {...props} properties={shape.properties} />;
		case 'ways':
			return <WaysPart {...props} shape={shape} />;
		case 'list':
			return <ListPart {...props} shape={shape} />;
		case 'map':
			return <MapPart {...props} entry={shape.entry} />;
		default:
			return <Leaf {...props} shape={shape} />;
	}
}

/** True for parts that are one control. */
function isLeaf({ is }: Shape): boolean {
	return is === 'text' || is === 'enum' || is === 'yes-no' || is === 'words';
}

function ObjectPart({ properties, ...props }: PartProps & { readonly properties: readonly Property[] }) {
	const { frontDesk, pointer = '', exclude = [], at } = props;
	const shown = properties.flatMap(({ name, schema, isRequired }) => {
		const own = `${at}/${name}`;
		if (exclude.includes(namesOf(own.slice(pointer.length)).join('.'))) return [];
		const shape = shapeOf(frontDesk.contract, schema, name);
		return [{ part: { ...props, schema, at: own, isRequired }, isSimple: isLeaf(shape) }];
	});
	const simple = shown.filter(({ isSimple }) => isSimple);
	return (
		<>
			{simple.length > 0 && (
				<div className="grid">
					{simple.map(({ part }) => (
						<Part key={part.at} {...part} />
					))}
				</div>
			)}
			{shown
				.filter(({ isSimple }) => !isSimple)
				.map(({ part }) => (
					<Folded key={part.at} {...part} />
				))}
		</>
	);
}

/** A part with a heading of its own, which is open if it has a value or a finding. */
function Folded(props: PartProps) {
	const { value, at, findingsAt } = props;
	const own = findingsAt(at);
	const isNeeded = valueAt(value, at) !== undefined || own.length > 0;
	const [isOpen, setOpen] = React.useState(isNeeded);
	// Opens for a value that comes later, such as another patient's; it never closes on its own.
	React.useEffect(() => {
		if (isNeeded) setOpen(true);
	}, [isNeeded]);
	return (
		<details className="folded" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
			<summary id={idOf(props)}>{labelOf(props)}</summary>
			<FindingsUnder id={idOf(props)} findings={own} />
			{isOpen && (
				// biome-ignore lint/a11y/useSemanticElements: the summary already is the legend.
				<div role="group" aria-labelledby={idOf(props)} className="unfolded">
					<Part {...props} />
				</div>
			)}
		</details>
	);
}

function Leaf({ shape, ...props }: PartProps & { readonly shape: Shape }) {
	const { frontDesk, at, value, onChange, findingsAt, isRequired, optionsFor } = props;
	const { contract, language, today } = frontDesk;
	const say = sayIn(language, CONTROL_WORDS);
	const schema = resolved(contract, props.schema);
	const names = namesOf(at);
	const text = textOf(shape, valueAt(value, at));
	const options =
		shape.is === 'enum'
			? shape.values.map((one) => ({ value: one, label: valueLabel(names, one, language) ?? one }))
			: shape.is === 'yes-no'
				? [
						{ value: 'yes', label: say('yes') },
						{ value: 'no', label: say('no') },
					]
				: optionsFor?.(at);
	const frame = {
		id: idOf(props),
		label: labelOf(props),
		help: helpOf(schema),
		helpLang: 'en',
		findings:
			shape.is === 'words' ? [...findingsAt(at), ...entryFindings(findingsAt, at, text)] : findingsAt(at),
		value: text,
		onChange: (next: string) => onChange(at, valueTyped(shape, schema, next)),
	};
	if (options) {
		const others =
			options.some((option) => option.value === text) || text === '' ? [] : [{ value: text, label: text }];
		return (
			<SelectField
				{...frame}
				options={[...options, ...others]}
				none={isRequired && text !== '' ? undefined : say('none')}
			/>
		);
	}
	return (
		<TextField
			{...frame}
			kind={shape.is === 'text' ? shape.kind : 'text'}
			required={isRequired}
			today={today}
			calendar={sayIn(language, SHELL_WORDS)('calendar')}
			help={shape.is === 'words' ? say('words-help') : frame.help}
			helpLang={shape.is === 'words' ? undefined : 'en'}
		/>
	);
}

/** What was found about single words of a line. */
function entryFindings(findingsAt: SchemaFieldsProps['findingsAt'], at: string, text: string): ApiFinding[] {
	return text.split(' ').flatMap((_, i) => findingsAt(`${at}/${i}`));
}

function WaysPart({ shape, ...props }: PartProps & { readonly shape: Shape & { readonly is: 'ways' } }) {
	const { frontDesk, at, value, onChange } = props;
	const given = valueAt(value, at);
	const [chosen, setChosen] = React.useState<string>();
	const way =
		given === undefined
			? (shape.ways.find(({ name }) => name === chosen) ?? shape.ways[0])
			: wayOf(shape.ways, given);
	if (!way) return null;
	return (
		<>
			<SelectField
				id={`${idOf(props)}-way`}
				label={sayIn(frontDesk.language, CONTROL_WORDS)('way')}
				value={way.name}
				options={shape.ways.map(({ name }) => ({
					value: name,
					label: wayLabel(name, frontDesk.language) ?? name,
				}))}
				onChange={(name) => {
					setChosen(name);
					onChange(at, undefined);
				}}
			/>
			<Part {...props} schema={way.schema} key={way.name} />
		</>
	);
}

function ListPart({ shape, ...props }: PartProps & { readonly shape: Shape & { readonly is: 'list' } }) {
	const { frontDesk, at, value, onChange, findingsAt } = props;
	const say = sayIn(frontDesk.language, CONTROL_WORDS);
	const given = valueAt(value, at);
	const entries = Array.isArray(given) ? (given as readonly Json[]) : [];
	const noun = entryLabel(namesOf(at), frontDesk.language) ?? labelOf(props);
	const adder = React.useRef<HTMLButtonElement>(null);
	const put = (next: readonly Json[]) => onChange(at, next.length === 0 ? undefined : next);
	const focusOn = (place: number) =>
		// After the entry is on the page.
		setTimeout(() =>
			document
				.getElementById(`${idOf(props)}/${place}`)
				?.querySelector<HTMLElement>('input, select, summary')
				?.focus(),
		);
	return (
		<>
			{entries.map((entry, place) => (
				<fieldset key={place} id={`${idOf(props)}/${place}`} className="list-entry" tabIndex={-1}>
					<legend>
						{capital(noun)} {place + 1}
					</legend>
					<FindingsUnder id={`${idOf(props)}/${place}`} findings={findingsAt(`${at}/${place}`)} />
					<Part {...props} schema={shape.entry} at={`${at}/${place}`} isRequired />
					<div className="actions">
						<button
							type="button"
							disabled={entries.length >= shape.most}
							aria-label={`${say('copy')}: ${noun} ${place + 1}`}
							onClick={() => {
								put([...entries.slice(0, place + 1), withoutId(entry), ...entries.slice(place + 1)]);
								focusOn(place + 1);
							}}
						>
							{say('copy')}
						</button>
						<button
							type="button"
							aria-label={`${say('remove')}: ${noun} ${place + 1}`}
							onClick={() => {
								put(entries.filter((_, other) => other !== place));
								adder.current?.focus();
							}}
						>
							{say('remove')}
						</button>
					</div>
				</fieldset>
			))}
			<button
				ref={adder}
				type="button"
				disabled={entries.length >= shape.most}
				onClick={() => {
					put([...entries, {}]);
					focusOn(entries.length);
				}}
			>
				{say('add', { noun })}
			</button>
		</>
	);
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A copy must not have the sender's id of the original. */
function withoutId(entry: Json): Json {
	if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
	const { id: _, ...others } = entry as Readonly<Record<string, Json>>;
	return others;
}

function MapPart({ entry, ...props }: PartProps & { readonly entry: ContractSchema }) {
	const { frontDesk, at, value, onChange, findingsAt } = props;
	const say = sayIn(frontDesk.language, CONTROL_WORDS);
	const [name, setName] = React.useState('');
	const pairs = Object.entries((valueAt(value, at) ?? {}) as Readonly<Record<string, Json>>);
	const noun = entryLabel(namesOf(at), frontDesk.language) ?? labelOf(props);
	const shape = shapeOf(frontDesk.contract, entry);
	const add = (text: string | undefined) => {
		if (name.trim() === '' || text === undefined || text === '') return;
		onChange(`${at}/${escaped(name.trim())}`, text);
		setName('');
	};
	return (
		<>
			{pairs.map(([key, text]) => {
				const own = `${at}/${escaped(key)}`;
				const field = {
					id: (props.idPrefix ?? '') + own,
					label: key,
					value: String(text),
					findings: findingsAt(own),
					onChange: (next: string) => onChange(own, next),
				};
				return (
					<div className="row" key={key}>
						{shape.is === 'enum' ? (
							<SelectField {...field} options={optionsOf(shape.values, at, frontDesk.language)} />
						) : (
							<TextField {...field} />
						)}
						<button
							type="button"
							aria-label={`${say('remove')}: ${key}`}
							onClick={() => onChange(own, undefined)}
						>
							{say('remove')}
						</button>
					</div>
				);
			})}
			<div className="row">
				<TextField id={`${idOf(props)}-name`} label={say('pairName')} value={name} onChange={setName} />
				{shape.is === 'enum' ? (
					<SelectField
						id={`${idOf(props)}-value`}
						label={say('add', { noun })}
						value=""
						none={say('none')}
						options={optionsOf(shape.values, at, frontDesk.language)}
						onChange={add}
					/>
				) : (
					<NewText
						id={`${idOf(props)}-value`}
						label={say('pairValue')}
						button={say('add', { noun })}
						onAdd={add}
					/>
				)}
			</div>
		</>
	);
}

function NewText({
	id,
	label,
	button,
	onAdd,
}: {
	readonly id: string;
	readonly label: string;
	readonly button: string;
	readonly onAdd: (text: string) => void;
}) {
	const [text, setText] = React.useState('');
	return (
		<>
			<TextField id={id} label={label} value={text} onChange={setText} />
			<button
				type="button"
				onClick={() => {
					onAdd(text);
					setText('');
				}}
			>
				{button}
			</button>
		</>
	);
}

function optionsOf(values: readonly string[], at: string, language: FrontDesk['language']): Option[] {
	return values.map((value) => ({ value, label: valueLabel(namesOf(at), value, language) ?? value }));
}

/** A name as a step of a JSON pointer. */
function escaped(name: string): string {
	return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
