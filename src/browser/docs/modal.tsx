import type { ReactNode } from 'react';
import { React } from '../react.ts';

interface ModalProps {
	readonly title: string;
	/** Called by Esc, too. */
	readonly onClose: () => void;
	readonly children: ReactNode;
}

/** A dialog that keeps the focus until it is closed, and then gives it back. The element with `data-first` gets it first. */
export function Modal({ title, onClose, children }: ModalProps) {
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
			className="modal"
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
