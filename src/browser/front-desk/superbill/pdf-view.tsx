import type { ReactNode } from 'react';
import { React } from '../../react.ts';
import { printFile, saveFile } from '../shared/saving.ts';
import type { SaySuperbill } from './superbill-words.ts';

interface PdfViewProps {
	readonly say: SaySuperbill;
	readonly title: string;
	readonly file: Blob;
	readonly name: string;
	readonly children: ReactNode;
}

/** A PDF in place of the form, with what staff do with it. */
export function PdfView({ say, title, file, name, children }: PdfViewProps) {
	const [url, setUrl] = React.useState<string>();
	const heading = React.useRef<HTMLHeadingElement>(null);
	React.useEffect(() => {
		const address = URL.createObjectURL(file);
		setUrl(address);
		heading.current?.focus();
		return () => URL.revokeObjectURL(address);
	}, [file]);
	return (
		<section className="pdf" aria-labelledby="pdf-title">
			<h1 id="pdf-title" ref={heading} tabIndex={-1}>
				{title}
			</h1>
			<div className="actions">
				<button type="button" className="primary" onClick={() => saveFile(file, name)}>
					{say('download')}
				</button>
				<button type="button" onClick={() => printFile(file)}>
					{say('print')}
				</button>
				{children}
			</div>
			{url !== undefined && <iframe title={say('pdf')} src={`${url}#toolbar=0&navpanes=0&view=FitH`} />}
		</section>
	);
}
