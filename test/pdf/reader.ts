import { getDocument } from './pdfjs.ts';

/** A PDF as pdf.js reads it. */
export interface ReadPdf {
	readonly pages: readonly ReadPage[];
	readonly title: string;
	/** XMP metadata as XML. */
	readonly xmp: string;
	readonly attachments: Readonly<Record<string, Uint8Array>>;
}

export interface ReadPage {
	/** All text in content order, with spaces between items. */
	readonly text: string;
	/** Text of tagged content by structure element: `H1: SUPERBILL`. */
	readonly outline: readonly string[];
	readonly items: readonly {
		readonly text: string;
		readonly x: number;
		readonly y: number;
		readonly width: number;
		/** Font size. */
		readonly size: number;
		/** False for running heads, feet and other repeated text. */
		readonly tagged: boolean;
	}[];
}

interface Kid {
	readonly role?: string;
	readonly children?: readonly Kid[];
	readonly type?: string;
	readonly id?: string;
}

interface Item {
	readonly str?: string;
	readonly type?: string;
	readonly id?: string;
	readonly hasEOL?: boolean;
	readonly width: number;
	readonly transform: readonly number[];
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
	const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
	const document = await task.promise;
	const { info, metadata } = (await document.getMetadata()) as unknown as {
		info: { Title: string };
		metadata: { getRaw(): string };
	};
	const attachments = ((await document.getAttachments()) ?? {}) as Record<string, { content: Uint8Array }>;
	const pages: ReadPage[] = [];
	for (let number = 1; number <= document.numPages; number++) {
		const page = await document.getPage(number);
		const content = await page.getTextContent({ includeMarkedContent: true, disableNormalization: true });
		const tree = (await page.getStructTree()) as unknown as Kid | null;
		pages.push(readPage(content.items as unknown as Item[], tree));
	}
	await task.destroy();
	return {
		pages,
		title: info.Title,
		xmp: metadata.getRaw(),
		attachments: Object.fromEntries(
			Object.entries(attachments).map(([name, { content }]) => [name, content]),
		),
	};
}

function readPage(items: readonly Item[], tree: Kid | null): ReadPage {
	const byId = new Map<string, string>();
	const tagged = new Set<Item>();
	let open: (string | undefined)[] = [];
	for (const item of items) {
		if (item.type === 'endMarkedContent') open = open.slice(0, -1);
		else if (item.type) open = [...open, item.id];
		const id = open.findLast((entry) => entry !== undefined);
		const text = `${item.str ?? ''}${item.hasEOL ? ' ' : ''}`;
		if (id === undefined) continue;
		byId.set(id, (byId.get(id) ?? '') + text);
		tagged.add(item);
	}
	const texts = items.filter((item) => item.str !== undefined && item.str !== '');
	return {
		text: texts
			.map(({ str }) => str)
			.join(' ')
			.replace(/\s+/g, ' '),
		outline: tree ? outline(tree, byId) : [],
		items: texts.map((item) => ({
			text: item.str as string,
			x: item.transform[4] as number,
			y: item.transform[5] as number,
			width: item.width,
			size: Math.hypot(item.transform[2] as number, item.transform[3] as number),
			tagged: tagged.has(item),
		})),
	};
}

function outline(node: Kid, texts: ReadonlyMap<string, string>): string[] {
	return (node.children ?? []).flatMap((kid) =>
		kid.type === 'content'
			? [`${node.role}: ${(texts.get(kid.id as string) ?? '').replace(/\s+/g, ' ').trim()}`]
			: outline(kid, texts),
	);
}
