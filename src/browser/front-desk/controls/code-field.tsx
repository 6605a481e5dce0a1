import { dateShown } from '../../base/typing.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import type { FieldFrameProps } from '../shared/field.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import {
	type CodeChoice,
	type CodeFacts,
	type CodeKind,
	codeTyped,
	findCodes,
	looksLikeCode,
	lookUpCode,
} from './codes.ts';
import { Combobox, type Found } from './combobox.tsx';
import { CONTROL_WORDS } from './control-words.ts';
import { type PricedService, servicesFor } from './services.ts';

/** The most services that are listed at once. More words find the others. */
const MOST_SERVICES = 50;

export interface CodeFieldProps<S extends PricedService = PricedService> extends FieldFrameProps {
	readonly id: string;
	readonly frontDesk: Pick<FrontDesk, 'call' | 'language' | 'today'>;
	readonly kind: CodeKind;
	readonly value: string;
	readonly onChange: (code: string) => void;
	/** Called after `onChange` if the code was chosen from the list. */
	readonly onChoose?: ((code: CodeChoice) => void) | undefined;
	/** The practice's own services, which are offered before all codes. */
	readonly services?: readonly S[] | undefined;
	/** Called instead of `onChange` if one of the services was chosen. */
	readonly onService?: ((service: S) => void) | undefined;
	/** The date of service: YYYY-MM-DD. Anything else means today. */
	readonly date?: string | undefined;
	readonly placeholder?: string | undefined;
	readonly autoFocus?: boolean | undefined;
	readonly disabled?: boolean | undefined;
	readonly onKeyDown?: ((event: React.KeyboardEvent<HTMLInputElement>) => void) | undefined;
}

/**
 * A code that is searched by its beginning or by words while it is typed, on the date of service. Its title stands under the
 * field, with whether it can be billed. A whole code that is typed is taken as it is.
 */
export function CodeField<S extends PricedService>(props: CodeFieldProps<S>) {
	const { frontDesk, kind, value, onChange, services = [] } = props;
	const say = sayIn(frontDesk.language, CONTROL_WORDS);
	const { call, language } = frontDesk;
	const date = /^\d{4}-\d{2}-\d{2}$/.test(props.date ?? '') ? (props.date as string) : frontDesk.today;
	const codes = useCodes(frontDesk, kind, date);
	const [facts, setFacts] = React.useState<{ readonly of: string; readonly are: CodeFacts | undefined }>();
	const [offer, setOffer] = React.useState<Found<CodeChoice>>();
	const code = codeTyped(value);
	React.useEffect(() => {
		if (!looksLikeCode(code)) return undefined;
		const request = new AbortController();
		lookUpCode(call, code, { kind, date, signal: request.signal }).then(
			(are) => setFacts({ of: code, are }),
			() => undefined,
		);
		return () => request.abort();
	}, [call, kind, code, date]);
	const known = facts?.of === code ? facts : undefined;
	const find = async (text: string, signal: AbortSignal): Promise<Found<CodeChoice | S>> => {
		const own = servicesFor(services, text)
			.slice(0, MOST_SERVICES)
			.map((service) => ({
				key: `service ${service.id}`,
				value: service,
				label: service.name,
				detail: [service.code, service.charge].filter(Boolean).join(' · '),
				group: say('yourServices'),
			}));
		if (text === '') return { options: own };
		const found = await codes.find(text, signal);
		if (own.length === 0) return found;
		return { options: [...own, ...found.options.map((option) => ({ ...option, group: say('codes') }))] };
	};
	return (
		<Combobox<CodeChoice | S>
			{...props}
			language={language}
			opensEmpty={services.length > 0}
			onType={(text) => onChange(codeTyped(text))}
			find={find}
			onChoose={(choice) => {
				if ('id' in choice) {
					props.onService?.(choice);
					return choice.code ?? value;
				}
				if (!choice.billable) return codes.below(choice.code);
				onChange(choice.code);
				props.onChoose?.(choice);
				return choice.code;
			}}
			offer={offer}
			note={
				code === '' ? null : (
					<CodeNote
						code={code}
						known={known}
						date={date}
						language={language}
						kind={kind}
						onChoose={async () => setOffer(await codes.instead(code, known?.are))}
					/>
				)
			}
		/>
	);
}

interface CodeNoteProps {
	readonly code: string;
	readonly known: { readonly are: CodeFacts | undefined } | undefined;
	readonly date: string;
	readonly kind: CodeKind;
	readonly language: FrontDesk['language'];
	readonly onChoose: () => void;
}

/** The title of a code, whether it can be billed, and a way to those that can. */
function CodeNote({ code, known, date, kind, language, onChoose }: CodeNoteProps) {
	const say = sayIn(language, CONTROL_WORDS);
	if (!looksLikeCode(code)) return <p className="help not-billable">{say('words')}</p>;
	if (!known) return null;
	const { are } = known;
	// Without the list of CPT codes, a code that no list has may be one.
	if (!are) return kind === 'diagnosis' ? <p className="help not-billable">{say('unknown')}</p> : null;
	const values = {
		date: dateShown(date),
		to: dateShown(are.to ?? ''),
		from: dateShown(are.from ?? ''),
	};
	const isJudged = are.state !== 'no-edition' && are.state !== 'unknown';
	const key =
		are.state === 'billable' || are.state === 'header'
			? are.state
			: (are.state === 'ended' && are.to !== null) || (are.state === 'not-yet-valid' && are.from !== null)
				? are.state
				: 'notBillable';
	const hasOthers = are.state === 'header' || are.successors.length > 0;
	return (
		<>
			<p className="help">
				{are.title !== null && <span lang="en">{are.title}. </span>}
				{isJudged && <span className={are.billable ? undefined : 'not-billable'}>{say(key, values)}</span>}
			</p>
			{hasOthers && (
				<button type="button" className="plain" onClick={onChoose}>
					{say('choose')}
				</button>
			)}
		</>
	);
}

/** The searches of a code field. */
export function useCodes(
	{ call, language }: Pick<FrontDesk, 'call' | 'language'>,
	kind: CodeKind,
	date: string,
) {
	const say = sayIn(language, CONTROL_WORDS);
	const suggest = (codes: readonly CodeChoice[], note?: string): Found<CodeChoice> => ({
		options: codes.map((code) => ({
			key: code.code,
			value: code,
			label: code.title === null ? code.code : `${code.code} ${code.title}`,
			lang: 'en',
			detail: code.billable ? undefined : say('category'),
		})),
		note,
	});
	const below = async (code: string) => {
		const { codes, ok } = await findCodes(call, code, { kind, date, billable: true });
		return suggest(codes, ok ? undefined : say('failed'));
	};
	return {
		below,
		async find(text: string, signal: AbortSignal): Promise<Found<CodeChoice>> {
			const { codes, ok } = await findCodes(call, text, { kind, date, signal });
			if (codes.length > 0) return suggest(codes);
			if (!ok) return suggest([], say('failed'));
			// A code that no list has, such as a CPT code, is taken as it is typed.
			if (kind === 'procedure' && looksLikeCode(text)) return suggest([]);
			return suggest([], say('noCodes', { text, date: dateShown(date) }));
		},
		/** The codes that can be billed in place of one that cannot. */
		instead: async (code: string, facts: CodeFacts | undefined): Promise<Found<CodeChoice>> =>
			facts && facts.successors.length > 0
				? suggest(facts.successors.map((one) => ({ ...one, billable: true })))
				: below(code),
	};
}
