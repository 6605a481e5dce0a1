import type { PageContents, TaggedPdf } from '../document.ts';
import type { PdfFont } from '../font.ts';
import { type Check, unless } from './check.ts';

/** Fonts and the codes that the pages show with them. */
export const FONTS: readonly Check[] = [
	{
		id: 'fonts-in-resources',
		clause: 'ISO 32000-1, 7.8.3',
		find: ({ contents }) =>
			contents.flatMap(({ paintings, fonts }, i) =>
				paintings.flatMap(({ codes, font }) =>
					unless(codes.length === 0 || fonts.has(font ?? ''), `page ${i + 1}: font ${font} is missing`),
				),
			),
	},
	{
		id: 'fonts-embedded',
		clause: 'ISO 14289-1, 7.21.4.1; ISO 19005-3, 6.2.11.4',
		find: (pdf) =>
			usedFonts(pdf).flatMap(([font]) =>
				unless(font.program !== undefined, `font ${font.name} is not embedded`),
			),
	},
	{
		id: 'fonts-composite',
		clause: 'ISO 14289-1, 7.21.3; ISO 19005-3, 6.2.11.3',
		find: (pdf) =>
			usedFonts(pdf).flatMap(([font]) => [
				...unless(
					font.dict.get('Subtype') === '/Type0' && font.dict.get('Encoding') === '/Identity-H',
					`font ${font.name} is not composite with Identity-H`,
				),
				...unless(
					font.descendant?.dict('CIDToGIDMap')?.isStream === true ||
						font.descendant?.get('CIDToGIDMap') === '/Identity',
					`font ${font.name} does not map characters to glyphs`,
				),
				...unless(
					font.descendant?.dict('CIDSystemInfo')?.text('Ordering') === 'Identity',
					`font ${font.name} has another character collection`,
				),
				...unless(
					/^\/[A-Z]{6}\+/.test(font.name) && String(font.descendant?.get('BaseFont')) === font.name,
					`font ${font.name} is not named as a subset`,
				),
			]),
	},
	{
		id: 'fonts-unicode',
		clause: 'ISO 14289-1, 7.21.7; ISO 19005-3, 6.2.11.7',
		find: (pdf) =>
			usedFonts(pdf).flatMap(([font, codes]) =>
				[...codes].flatMap((code) =>
					unless(
						!/^(?:$|[\0\ufeff\ufffe])/u.test(font.unicode(code) ?? ''),
						`font ${font.name}: code ${hex(code)} has no Unicode character`,
					),
				),
			),
	},
	{
		id: 'no-missing-glyph',
		clause: 'ISO 14289-1, 7.21.8; ISO 19005-3, 6.2.11.8',
		find: (pdf) =>
			usedFonts(pdf).flatMap(([font, codes]) =>
				[...codes].flatMap((code) =>
					unless(
						font.glyph(code) > 0 && font.glyph(code) < (font.program?.glyphCount ?? Number.POSITIVE_INFINITY),
						`font ${font.name}: code ${hex(code)} has no glyph`,
					),
				),
			),
	},
	{
		id: 'widths-true',
		clause: 'ISO 14289-1, 7.21.5; ISO 19005-3, 6.2.11.5',
		find: (pdf) =>
			usedFonts(pdf).flatMap(([font, codes]) =>
				[...codes].flatMap((code) =>
					unless(
						!font.program || Math.abs(font.program.width(font.glyph(code)) - font.width(code)) <= 1,
						`font ${font.name}: the width of code ${hex(code)} differs from its glyph's`,
					),
				),
			),
	},
];

const hex = (code: number): string => code.toString(16).padStart(4, '0');

/** Every font in use, with all codes that it shows. */
function usedFonts({ contents }: TaggedPdf): [PdfFont, ReadonlySet<number>][] {
	const used = new Map<PdfFont, Set<number>>();
	for (const page of contents) {
		for (const painting of page.paintings) {
			const font = fontOf(page, painting.font);
			if (!font) continue;
			const codes = used.get(font) ?? new Set();
			for (const code of painting.codes) codes.add(code);
			used.set(font, codes);
		}
	}
	return [...used];
}

function fontOf({ fonts }: PageContents, name: string | undefined): PdfFont | undefined {
	return name === undefined ? undefined : fonts.get(name);
}
