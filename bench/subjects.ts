import { ROOT } from '../src/version.ts';
import { FONTS, type Way } from './subject.ts';

export interface OpenOptions {
	/** Of a browser: how many documents it can draw at once; one where nothing is said. */
	readonly pages?: number;
}

/** A way to make the document that is measured. Nothing of it is loaded before it is opened. */
export interface Subject {
	readonly id: string;
	/**
	 * Whether its documents are held to every letter, PDF/UA-1 and PDF/A-3a. Those of others are not: what they show is
	 * right, but "Thị" may be read as "Thi", and "Fictional" after "Ngọc" as "Fictiọnal".
	 */
	readonly exact?: true;
	/** Whether other processes do the work. */
	readonly processes?: true;
	/** Rejects where it cannot be had here; the message says how to get it. */
	open(options?: OpenOptions): Promise<Way>;
}

export const PRODUCT = 'superbill';
export const BASELINE = 'pdfkit-readme';

export const SUBJECTS: readonly Subject[] = [
	{ id: PRODUCT, exact: true, open: async () => (await shippedProduct()).openProduct() },
	{ id: BASELINE, open: async () => (await import('./pdfkit-way.ts')).openReadmePdfkit() },
	{ id: 'pdfkit-shared', open: async () => (await import('./pdfkit-way.ts')).openSharedPdfkit() },
	peer('typst'),
	{ ...peer('cairo'), processes: true },
	peer('minimal'),
	peer('pdfmake'),
	peer('react-pdf'),
	peer('jspdf'),
	peer('pdf-lib'),
	{ ...peer('chromium'), processes: true },
	{ ...peer('weasyprint'), processes: true },
];

export function subjectOf(id: string): Subject {
	const subject = SUBJECTS.find((candidate) => candidate.id === id);
	if (!subject)
		throw new Error(`There is no subject "${id}". There are ${SUBJECTS.map((one) => one.id).join(', ')}.`);
	return subject;
}

/** What `bundle-product.ts` has made. */
function shippedProduct(): Promise<typeof import('./product.ts')> {
	return import(new URL('dist/bench-product/product.js', ROOT).href);
}

function peer(id: string): Subject {
	return {
		id,
		async open(options) {
			const { open } = (await import(new URL(`bench/peers/${id}.mjs`, ROOT).href).catch(explained)) as {
				readonly open: (material: OpenOptions & { readonly fonts: typeof FONTS }) => Way | Promise<Way>;
			};
			return open({ fonts: FONTS, ...options });
		},
	};
}

/** @throws Error that says how to install the peers, where that is what is wrong. */
export function explained(cause: unknown): never {
	if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
	throw new Error('not installed: npm install --prefix bench/peers', { cause });
}
