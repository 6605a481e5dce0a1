import { deflateSync } from 'node:zlib';
import { flow } from './flow.mjs';
import { openFont } from './minimal-font.mjs';

/**
 * The lower limit: a tagged PDF with kerned text in two embedded subsets, written by hand for this one document. It checks
 * nothing, claims no standard and attaches no data. It is not meant to be maintainable.
 */
export function open({ fonts }) {
	const opened = [openFont(fonts.regular), openFont(fonts.bold)];
	return {
		name: 'minimal hand-written writer: tagged, kerned, own subsets',
		version: '–',
		draw: ({ sheet }) => draw(sheet, opened),
	};
}

/** Objects with fixed numbers. Pages, elements and fonts follow them. */
const [CATALOG, PAGES, INFO, STRUCTURE, PARENTS] = [1, 2, 3, 4, 5];
const FONT_OBJECTS = 5;

function draw(sheet, fonts) {
	const subsets = fonts.map((font) => font.subset());
	const { pages, elements } = paint(sheet, subsets);
	const firstFont = PARENTS + 1;
	const firstPage = firstFont + FONT_OBJECTS * subsets.length;
	const firstElement = firstPage + 2 * pages.length;
	const page = (i) => firstPage + 2 * i;
	const objects = [
		'',
		`<</Type/Catalog/Pages ${PAGES} 0 R/StructTreeRoot ${STRUCTURE} 0 R/MarkInfo<</Marked true>>/Lang(en-US)>>`,
		`<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, i) => `${page(i)} 0 R`).join(' ')}]>>`,
		`<</Title(${sheet.title.replace(/[()\\]/g, '\\$&')})>>`,
		`<</Type/StructTreeRoot/K ${firstElement} 0 R/ParentTree ${PARENTS} 0 R/ParentTreeNextKey ${pages.length}>>`,
		`<</Nums[${pages.map(({ owners }, i) => `${i}[${owners.map((owner) => `${firstElement + owner} 0 R`).join(' ')}]`).join(' ')}]>>`,
	];
	subsets.forEach((subset, i) => {
		objects.push(...subset.objects(firstFont + FONT_OBJECTS * i));
	});
	pages.forEach(({ operators }, i) => {
		objects.push(
			`<</Type/Page/Parent ${PAGES} 0 R/MediaBox[0 0 612 792]/StructParents ${i}/Contents ${page(i) + 1} 0 R/Resources<</Font<<${subsets.map((_, f) => `/F${f} ${firstFont + FONT_OBJECTS * f} 0 R`).join('')}>>>>>>`,
			{ dictionary: '', data: Buffer.from(operators.join('\n'), 'latin1') },
		);
	});
	for (const { role, parent, kids } of elements) {
		const under = parent === undefined ? STRUCTURE : firstElement + parent;
		const inside = kids.map((kid) =>
			kid.element === undefined
				? `<</Type/MCR/Pg ${page(kid.page)} 0 R/MCID ${kid.mark}>>`
				: `${firstElement + kid.element} 0 R`,
		);
		const scope = role === 'TH' ? '/A<</O/Table/Scope/Column>>' : '';
		objects.push(`<</Type/StructElem/S/${role}/P ${under} 0 R${scope}/K[${inside.join(' ')}]>>`);
	}
	return write(objects);
}

/** Collects the operators of the pages, and the elements in reading order. */
function paint(sheet, subsets) {
	const pages = [];
	const elements = [{ role: 'Document', kids: [] }];
	let current = 0;
	const addPage = () => pages.push({ operators: [], owners: [] });
	const show = (text, x, y, size, font) =>
		`BT /F${font} ${size} Tf ${x.toFixed(2)} ${(792 - y).toFixed(2)} Td [${subsets[font].shown(text)}] TJ ET`;
	const pen = {
		width: (text, size, bold) => subsets[bold ? 1 : 0].width(text) * size,
		text(text, x, y, size, bold) {
			const { operators, owners } = pages.at(-1);
			const shown = show(text, x, y, size, bold ? 1 : 0);
			if (current === undefined) {
				operators.push(`/Artifact BMC ${shown} EMC`);
				return;
			}
			const mark = owners.push(current) - 1;
			elements[current].kids.push({ page: pages.length - 1, mark });
			operators.push(`/${elements[current].role}<</MCID ${mark}>>BDC ${shown} EMC`);
		},
		rule(x, y, width) {
			const from = (792 - y).toFixed(2);
			pages
				.at(-1)
				.operators.push(
					`/Artifact BMC .5 w ${x.toFixed(2)} ${from} m ${(x + width).toFixed(2)} ${from} l S EMC`,
				);
		},
		addPage,
		tag(role, inner) {
			const parent = current;
			if (role === 'Artifact' || parent === undefined) current = undefined;
			else {
				current = elements.push({ role, parent, kids: [] }) - 1;
				elements[parent].kids.push({ element: current });
			}
			inner();
			current = parent;
		},
	};
	addPage();
	flow(sheet, pen);
	pages.forEach(({ operators }, i) => {
		const number = `Page ${i + 1} of ${pages.length}`;
		operators.push(
			`/Artifact BMC ${show(sheet.running, 40, 748, 8, 0)} EMC`,
			`/Artifact BMC ${show(number, 572 - pen.width(number, 8, false), 748, 8, 0)} EMC`,
		);
	});
	return { pages, elements };
}

/** Objects by number: text, or the dictionary and data of a stream. */
function write(objects) {
	const parts = [];
	const offsets = [];
	let length = 0;
	const put = (part) => {
		const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
		parts.push(bytes);
		length += bytes.length;
	};
	put('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
	for (let number = 1; number < objects.length; number++) {
		const object = objects[number];
		offsets.push(length);
		if (typeof object === 'string') put(`${number} 0 obj\n${object}\nendobj\n`);
		else {
			const data = deflateSync(object.data);
			put(`${number} 0 obj\n<<${object.dictionary}/Filter/FlateDecode/Length ${data.length}>>stream\n`);
			put(data);
			put('\nendstream\nendobj\n');
		}
	}
	const start = length;
	const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	put(
		`xref\n0 ${objects.length}\n0000000000 65535 f \n${table}trailer\n<</Size ${objects.length}/Root ${CATALOG} 0 R/Info ${INFO} 0 R>>\nstartxref\n${start}\n%%EOF\n`,
	);
	return Buffer.concat(parts, length);
}
