import { dateShown } from '../../base/typing.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import type { FieldFrameProps } from '../shared/field.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import {
	type CodeFacts,
	type CodeKind,
	codeTyped,
	describeCode,
	findCodes,
	type ListedCode,
	looksLikeCode,
} from './codes.ts';
import { Combobox, type Found } from './combobox.tsx';
import { CONTROL_WORDS } from './control-words.ts';

export interface CodeFieldProps extends FieldFrameProps {
	readonly id: string;
	readonly frontDesk: Pick<FrontDesk, 'call' | 'language' | 'today'>;
	readonly kind: CodeKind;
	readonly value: string;
	readonly onChange: (code: string) => void;
	/** Called after `onChange` if the code was chosen from the list. */
	readonly onChoose?: ((code: ListedCode) => void) | undefined;
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
export function CodeField(props: CodeFieldProps) {
	const { frontDesk, kind, value, onChange } = props;
	const { call, language } = frontDesk;
	const date = /^\d{4}-\d{2}-\d{2}$/.test(props.date ?? '') ? (props.date as string) : frontDesk.today;
	const codes = useCodes(frontDesk, kind, date);
	const [facts, setFacts] = React.useState<{ readonly of: string; readonly are: CodeFacts | undefined }>();
	const [offer, setOffer] = React.useState<Found<ListedCode>>();
	const code = codeTyped(value);
	React.useEffect(() => {
		if (!looksLikeCode(code)) return undefined;
		const request = new AbortController();
		describeCode(call, code, { kind, date, signal: request.signal }).then(
			(are) => setFacts({ of: code, are }),
			() => undefined,
		);
		return () => request.abort();
	}, [call, kind, code, date]);
	const known = facts?.of === code ? facts : undefined;
	return (
		<Combobox<ListedCode>
			{...props}
			language={language}
			onType={(text) => onChange(codeTyped(text))}
			find={codes.find}
			onChoose={(choice) => {
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
	const suggest = (codes: readonly ListedCode[], note?: string): Found<ListedCode> => ({
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
		async find(text: string, signal: AbortSignal): Promise<Found<ListedCode>> {
			const { codes, ok } = await findCodes(call, text, { kind, date, signal });
			if (codes.length > 0) return suggest(codes);
			if (!ok) return suggest([], say('failed'));
			// A code that no list has, such as a CPT code, is taken as it is typed.
			if (kind === 'procedure' && looksLikeCode(text)) return suggest([]);
			return suggest([], say('noCodes', { text, date: dateShown(date) }));
		},
		/** The codes that can be billed in place of one that cannot. */
		instead: async (code: string, facts: CodeFacts | undefined): Promise<Found<ListedCode>> =>
			facts && facts.successors.length > 0
				? suggest(facts.successors.map((one) => ({ ...one, billable: true })))
				: below(code),
	};
}
