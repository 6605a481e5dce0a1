import type { ReactNode } from 'react';
import { React } from './react.ts';

interface DialogProps {
	readonly title: string;
	/** Called by Esc, too. */
	readonly onClose: () => void;
	readonly children: ReactNode;
}

/**
 * A modal dialog: the browser keeps the focus in it, closes it on Esc, and gives the focus back. The element with `data-first`
 * gets it first.
 */
export function Dialog({ title, onClose, children }: DialogProps) {
	const dialog = React.useRef<HTMLDialogElement>(null);
	const heading = React.useId();
	React.useEffect(() => {
		const element = dialog.current;
		const before = document.activeElement;
		if (element && !element.open) element.showModal();
		element?.querySelector<HTMLElement>('[data-first]')?.focus();
		return () => {
			element?.close();
			if (before instanceof HTMLElement) before.focus();
		};
	}, []);
	return (
		<dialog
			ref={dialog}
			aria-labelledby={heading}
			onCancel={(event) => {
				event.preventDefault();
				onClose();
			}}
		>
			<h2 id={heading}>{title}</h2>
			{children}
		</dialog>
	);
}
