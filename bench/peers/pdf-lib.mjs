import { readFileSync } from 'node:fs';
import fontkit from '@cantoo/fontkit';
import { PDFDocument } from '@cantoo/pdf-lib';
import { flow } from './flow.mjs';
import { versionOf } from './version-of.mjs';

/** Text at positions. Font files are read once, and embedded as subsets in every document. */
export function open({ fonts }) {
	const files = [readFileSync(fonts.regular), readFileSync(fonts.bold)];
	return {
		name: 'pdf-lib (@cantoo)',
		version: versionOf('@cantoo/pdf-lib'),
		draw: ({ sheet }) => draw(sheet, files),
	};
}

async function draw(sheet, files) {
	const doc = await PDFDocument.create();
	doc.registerFontkit(fontkit);
	doc.setTitle(sheet.title);
	const [regular, bold] = [
		await doc.embedFont(files[0], { subset: true }),
		await doc.embedFont(files[1], { subset: true }),
	];
	const size = [612, 792];
	let page = doc.addPage(size);
	const pen = {
		width: (text, points, strong) => (strong ? bold : regular).widthOfTextAtSize(text, points),
		text: (text, x, y, points, strong) =>
			page.drawText(text, { x, y: 792 - y, size: points, font: strong ? bold : regular }),
		rule: (x, y, width) =>
			page.drawLine({ start: { x, y: 792 - y }, end: { x: x + width, y: 792 - y }, thickness: 0.5 }),
		addPage() {
			page = doc.addPage(size);
		},
	};
	flow(sheet, pen);
	const pages = doc.getPages();
	pages.forEach((one, i) => {
		page = one;
		const number = `Page ${i + 1} of ${pages.length}`;
		pen.text(sheet.running, 40, 748, 8, false);
		pen.text(number, 572 - pen.width(number, 8, false), 748, 8, false);
	});
	return Buffer.from(await doc.save());
}
