import t from 'tap';
import { imageType } from '../../../src/templates/reading/named-files.ts';
import { type Files, mistakesOf, own, readOwn } from '../memory.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1');
const JPEG = Buffer.from('\xff\xd8\xff\xe0rest', 'latin1');
const SVG = '<?xml version="1.0"?>\n<!-- a <svg> mark -->\n<!DOCTYPE svg>\n<svg xmlns="x"></svg>';
const TTF = Buffer.from('\0\x01\0\0rest', 'latin1');

function ownLoaded(files: Files, checks = {}) {
	return readOwn(files, checks).find(({ file }) => file === 'own.yaml')?.loaded;
}

t.test('a picture is recognised by its first bytes', async (t) => {
	t.equal(imageType(PNG), 'png');
	t.equal(imageType(JPEG), 'jpeg');
	for (const svg of [SVG, '<svg>', `\ufeff ${SVG}`]) t.equal(imageType(Buffer.from(svg)), 'svg', svg);
	for (const other of [
		'',
		'GIF89a',
		'<html><svg>',
		'<!-- <svg> -->',
		'<svgs>',
		PNG.subarray(0, 4),
		Buffer.from([0xff, 0x3c]),
	]) {
		t.equal(imageType(Buffer.from(other)), undefined);
	}
	t.equal(imageType(Buffer.from(`${'<!-- x -->'.repeat(20_000)}<html>`)), undefined, 'quickly');
});

t.test('a logo is read with the template and inherited', async (t) => {
	const logo = own('logo: { file: files/logo.png, alt: The clinic }');
	const files = {
		'own.yaml': logo,
		'files/logo.png': PNG,
		'child.yaml': 'extends: own\nid: child\nversion: 1\n',
	};
	t.strictSame(ownLoaded(files)?.logo, { type: 'png', bytes: PNG });
	t.equal(ownLoaded(files)?.template.logo?.height, 40);
	const [, , child] = readOwn({ ...files });
	t.strictSame(child?.loaded?.logo, { type: 'png', bytes: PNG });
	t.not(ownLoaded({ ...files, 'files/logo.png': JPEG })?.sha256, ownLoaded(files)?.sha256);
});

t.test("a named file must be in the template's folder, whatever the syntax of paths", async (t) => {
	for (const file of [
		'../logo.png',
		'/logo.png',
		'a/../logo.png',
		'./logo.png',
		'a//logo.png',
		'a\\logo.png',
		'C:logo.png',
		'..',
		'a/',
	]) {
		t.match(
			mistakesOf({ 'own.yaml': own(`logo: { file: '${file}', alt: x }`), 'logo.png': PNG }),
			[
				/^own\.yaml:4:15: logo\.file must name a file in the folder of the template, such as files\/logo\.png$/,
			],
			file,
		);
	}
	t.match(mistakesOf({ 'own.yaml': own('logo: { file: "a\\0.png", alt: x }') }), [
		/must name a file in the folder/,
	]);
	t.strictSame(mistakesOf({ 'own.yaml': own('logo: { file: logo.png, alt: x }') }), [
		'own.yaml:4:15: logo.file is not there',
	]);
	t.match(mistakesOf({ 'own.yaml': own('logo: { file: " ", alt: x }') }), [
		/logo\.file must be text of 1 to 200 characters, not 0/,
	]);
});

t.test('a logo must be a picture of at most 512 KiB that can be drawn', async (t) => {
	const files = { 'own.yaml': own('logo: { file: logo.png, alt: x }') };
	t.strictSame(mistakesOf({ ...files, 'logo.png': 'GIF89a' }), [
		'own.yaml:4:15: logo.file must name a PNG, JPEG or SVG picture; this file has other content',
	]);
	const large = Buffer.concat([PNG, Buffer.alloc(512 * 1024)]);
	t.strictSame(mistakesOf({ ...files, 'logo.png': large }), [
		'own.yaml:4:15: logo.file is larger than 524288',
	]);
	const picture = () => 'the picture is damaged';
	t.strictSame(mistakesOf({ ...files, 'logo.png': PNG }, { picture }), [
		'own.yaml:4:15: logo.file: the picture is damaged',
	]);
	t.equal(ownLoaded({ ...files, 'logo.png': PNG }, { picture }), undefined);
});

t.test('fonts are TrueType, and the bold one defaults to the regular one', async (t) => {
	const fonts = (entry: string) => own(`fonts: { fallback: [${entry}] }`);
	const bold = Buffer.concat([Buffer.from('true'), TTF]);
	const files = { 'g.ttf': TTF, 'gb.ttf': bold };
	t.strictSame(
		ownLoaded({ 'own.yaml': fonts('{ regular: g.ttf, bold: gb.ttf }'), ...files })?.fallbackFonts,
		[{ regular: TTF, bold }],
	);
	const one = {
		'own.yaml': fonts('{ regular: g.ttf }'),
		...files,
		'child.yaml': 'extends: own\nid: child\nversion: 1\n',
	};
	t.strictSame(ownLoaded(one)?.fallbackFonts, [{ regular: TTF, bold: TTF }]);
	t.strictSame(readOwn(one)[2]?.loaded?.fallbackFonts, [{ regular: TTF, bold: TTF }]);
	for (const kind of ['OTTO', 'wOF2', 'ttcf']) {
		t.strictSame(mistakesOf({ 'own.yaml': fonts('{ regular: g.ttf }'), 'g.ttf': kind }), [
			'own.yaml:4:32: fonts.fallback[0].regular must name a TrueType font (.ttf); this file has other content',
		]);
	}
	t.match(mistakesOf({ 'own.yaml': own('fonts: { fallback: none }') }), [
		/fonts\.fallback must be a list of at most 4/,
	]);
	const font = (bytes: Uint8Array) => (bold.equals(bytes) ? 'the font is damaged' : undefined);
	t.strictSame(mistakesOf({ 'own.yaml': fonts('{ regular: g.ttf, bold: gb.ttf }'), ...files }, { font }), [
		'own.yaml:4:45: fonts.fallback[0].bold: the font is damaged',
	]);
});

t.test("a template's fonts decide which characters it can print, also in inherited texts", async (t) => {
	const greek = 'labels: { plan: { en: Όνομα, es: b } }';
	const fonts = 'fonts: { fallback: [{ regular: g.ttf }] }';
	t.strictSame(mistakesOf({ 'own.yaml': own(`${greek}\n${fonts}`), 'g.ttf': TTF }), []);
	t.match(mistakesOf({ 'own.yaml': own(greek) }), [/labels\.plan\.en: no font has U\+038C/]);
	t.match(
		mistakesOf({
			'own.yaml': own(`${greek}\n${fonts}`),
			'g.ttf': TTF,
			'child.yaml': 'extends: own\nid: child\nversion: 1\nfonts: { fallback: [] }\n',
		}),
		[/^child\.yaml:4:1: labels\.plan\.en: no font has U\+038C/],
	);
});
