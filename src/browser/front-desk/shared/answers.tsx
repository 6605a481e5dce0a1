import type { ApiAnswer } from '../../base/call.ts';
import { React } from '../../react.ts';

/** Says why an operation failed, in the words of the API: its first finding, or its detail. */
export function reasonOf({ problem }: ApiAnswer<unknown>, noAnswer: string): string {
	const [first] = problem?.findings ?? [];
	return first ? `${first.message} ${first.help}` : (problem?.detail ?? noAnswer);
}

/** Lets the field that has the focus pass on what was typed, and the form hear of it. The focus stays where it is. */
export async function settled(): Promise<void> {
	const focused = document.activeElement;
	if (focused instanceof HTMLElement) {
		focused.blur();
		focused.focus();
	}
	await new Promise((resolve) => setTimeout(resolve));
}

interface MistakeProps {
	/** Nothing is shown without a text. */
	readonly text: string | undefined;
	readonly lang?: string | undefined;
}

/** A failure that belongs to no field, which screen readers say at once. */
export function Mistake({ text, lang }: MistakeProps) {
	return text === undefined ? null : (
		<p className="findings" role="alert" lang={lang}>
			<span className="error">{text}</span>
		</p>
	);
}
