import { React } from '../react.ts';
import { useOperationFrame } from './operation-frame.tsx';

/**
 * Keeps what is typed in the field itself, and hands it on when the focus leaves and before Execute. Swagger UI draws the
 * whole page again for every change, which takes a tenth of a second.
 */
export function useTypedText(
	value: string,
	onChange: (text: string) => void,
): {
	readonly text: string;
	readonly type: (text: string) => void;
	readonly handOn: () => void;
} {
	const frame = useOperationFrame();
	const [text, setText] = React.useState(value);
	const latest = React.useRef({ text, value, onChange });
	latest.current.onChange = onChange;
	// A new value from outside, such as another example, wins.
	if (latest.current.value !== value) {
		latest.current.value = value;
		if (latest.current.text !== value) {
			latest.current.text = value;
			setText(value);
		}
	}
	const handOn = React.useCallback(() => {
		frame?.pending.delete(handOn);
		const { current } = latest;
		if (current.text !== current.value) current.onChange(current.text);
	}, [frame?.pending]);
	const type = (typed: string) => {
		latest.current.text = typed;
		setText(typed);
		frame?.pending.add(handOn);
		frame?.clearAnswer();
	};
	// A section that is closed loses its fields.
	React.useEffect(() => handOn, [handOn]);
	return { text, type, handOn };
}
