import encodeQR from 'qr';

/** Any mask can be read (ISO/IEC 18004, 7.8). Trying all eight would take twice as long. */
const MASK = 4;

/** A picture mask that paints a QR code's dark modules (ISO 32000-1, 8.9.6.2). */
export interface Stencil {
	/** Of its dictionary, without the length. */
	readonly entries: string;
	/** Rows of bits, 0 for dark. */
	readonly samples: Buffer;
}

/**
 * Makes the QR code of a text in capital letters, at level Q. It is a picture of one sample a module, not a path: a path
 * takes five times as much room, deflating it takes longer than everything else here, and where a page is drawn in one
 * bit at the resolution of a fax, every dark module of a path grows by a pixel. Nothing is deflated, because modules are
 * almost random.
 */
export function qrStencil(text: string): Stencil {
	const bordered = encodeQR(text, 'raw', {
		ecc: 'quartile',
		encoding: 'alphanumeric',
		border: 1,
		mask: MASK,
	});
	const size = bordered.length - 2;
	const rowLength = Math.ceil(size / 8);
	const samples = Buffer.alloc(rowLength * size);
	for (let y = 0; y < size; y++) {
		const row = bordered[y + 1] as boolean[];
		for (let i = 0; i < rowLength; i++) {
			let byte = 0;
			for (let bit = 0; bit < 8; bit++) byte = (byte << 1) | (row[1 + 8 * i + bit] ? 0 : 1);
			samples[y * rowLength + i] = byte;
		}
	}
	return {
		entries: `/Subtype/Image/ImageMask true/Width ${size}/Height ${size}`,
		samples,
	};
}
