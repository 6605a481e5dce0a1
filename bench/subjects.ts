import { ROOT } from '../src/version.ts';
import { FONTS, type Renderer } from './subject.ts';

export interface OpenOptions {
	/** For a browser: documents it draws at once. Default: one. */
	readonly pages?: number;
}

/** An implementation to measure. Its code is loaded when it is opened. */
export interface Subject {
	readonly id: string;
	/**
	 * Its documents are checked letter by letter, and for PDF/UA-1 and PDF/A-3a. Documents of others look right, but their
	 * text layer may read "Thị" as "Thi", and "Fictional" after "Ngọc" as "Fictiọnal".
	 */
	readonly exact?: true;
	/** Child processes do the work. */
	readonly processes?: true;
	/** @throws Error if it is not available here; the message says how to install it */
	open(options?: OpenOptions): Promise<Renderer>;
}

export const PRODUCT = 'superbill';
export const BASELINE = 'pdfkit-readme';

export const SUBJECTS: readonly Subject[] = [
	{ id: PRODUCT, exact: true, open: async () => (await shippedProduct()).openProduct() },
	{ id: BASELINE, open: async () => (await import('./pdfkit.ts')).openReadmePdfkit() },
	{ id: 'pdfkit-shared', open: async () => (await import('./pdfkit.ts')).openSharedPdfkit() },
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

/** Imports the bundle that `bundle-product.ts` made. */
function shippedProduct(): Promise<typeof import('./product.ts')> {
	return import(new URL('dist/bench-product/product.js', ROOT).href);
}

function peer(id: string): Subject {
	return {
		id,
		async open(options) {
			const { open } = (await import(new URL(`bench/peers/${id}.mjs`, ROOT).href).catch(explained)) as {
				readonly open: (
					material: OpenOptions & { readonly fonts: typeof FONTS },
				) => Renderer | Promise<Renderer>;
			};
			return open({ fonts: FONTS, ...options });
		},
	};
}

/** @throws Error that says how to install the peers if they are missing, or else the cause */
export function explained(cause: unknown): never {
	if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
	throw new Error('not installed: npm install --prefix bench/peers', { cause });
}
