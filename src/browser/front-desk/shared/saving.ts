/** Saves a file under a name, as a download of the browser. */
export function saveFile(file: Blob, name: string): void {
	const url = URL.createObjectURL(file);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	// The browser reads it after the click.
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The file name that an answer suggests. */
export function fileNameOf(headers: Headers, otherwise: string): string {
	return /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? otherwise;
}

/** Opens the browser's print dialog for a PDF. */
export function printFile(file: Blob): void {
	const url = URL.createObjectURL(file);
	const frame = document.createElement('iframe');
	frame.hidden = true;
	frame.title = 'PDF';
	frame.src = url;
	frame.onload = () => {
		frame.contentWindow?.focus();
		frame.contentWindow?.print();
	};
	document.body.append(frame);
	// Printing has its own copy by then; until then, closing the frame would end it.
	setTimeout(() => {
		frame.remove();
		URL.revokeObjectURL(url);
	}, 600_000);
}
