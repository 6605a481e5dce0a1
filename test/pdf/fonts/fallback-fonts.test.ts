import t from 'tap';
import { FACES, facesOf } from '../../../src/pdf/fonts/faces.ts';
import { isDrawnByCharacter } from '../../../src/pdf/fonts/scripts.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { pdfOf } from '../../service/service-under-test.ts';
import { readPdf } from '../reader.ts';
import { serviceWith } from '../service-with.ts';
import { flaws } from '../validity/checks/all.ts';
import { readTaggedPdf } from '../validity/document.ts';
import { HEBREW } from './hebrew-font.ts';

const faces = facesOf(HEBREW);
const service = serviceWith({ fallbackFonts: HEBREW });
const named = (lastName: string) => ({ ...minimal, patient: { ...minimal.patient, lastName } });

t.test('fallback fonts are read once per template', async (t) => {
	t.equal(facesOf(HEBREW), faces);
	t.equal(facesOf([]), FACES);
});

t.test('text that the first face has is drawn as if there were no other face', async (t) => {
	for (const text of ['Marlow Fakenham, Jr.', 'AV To', 'Щерба Γεώργιος', 'Ọ́lá', '']) {
		t.equal(faces.regular.width(text), FACES.regular.width(text), text);
		t.same(
			faces.regular.encode(text).map(({ face, operand }) => [face.id, operand]),
			FACES.regular.encode(text).map(({ face, operand }) => [face.id, operand]),
		);
	}
	t.same(faces.regular.metrics, FACES.regular.metrics);
});

t.test('other text is drawn by the next face that has it, including the spaces between', async (t) => {
	const ids = (text: string) => faces.bold.encode(text).map(({ face }) => face.id);
	t.same(ids('Dr. \u05db\u05d4\u05df'), ['B', 'B1']);
	t.same(ids('\u05db\u05d4\u05df \u05dc\u05d5\u05d9'), ['B1']);
	t.equal(
		faces.regular.width('A\u05d0'),
		faces.regular.width('A') + faces.regular.width('\u05d0'),
		'each letter is measured by its own face',
	);
	t.equal(faces.regular.encode('\u05d0')[0]?.face.name, 'NotoSansHebrew-Regular');
});

t.test('a letter and its marks are drawn by one face', async (t) => {
	const runs = faces.regular.encode('\u05e9\u05c1\u05b8');
	t.same(new Set(runs.map(({ face }) => face.id)), new Set(['R1']));
	t.same(
		faces.regular.encode('xa\u05b8').map(({ face }) => face.id),
		['R', 'R1', 'R1'],
		'even a letter that the first face has',
	);
});

t.test('one file can be both weights', async (t) => {
	const [{ regular }] = HEBREW as [(typeof HEBREW)[0]];
	const one = facesOf([{ regular, bold: regular }]);
	t.equal(one.regular.encode('\u05d0')[0]?.face, one.bold.encode('\u05d0')[0]?.face);
});

t.test('a request is checked with the fonts of its template', async (t) => {
	const request = named('\u05db\u05d4\u05df');
	t.equal(
		service.validate(request).findings.some(({ rule }) => rule === 'unprintable-text'),
		false,
	);
	const { findings } = serviceWith({}).validate(request);
	const finding = findings.find(({ rule }) => rule === 'unprintable-text');
	t.match(finding, { pointer: '/patient/lastName', message: /U\+05DB, U\+05D4, U\+05DF/ });
});

t.test('the file is valid, and the same every time', async (t) => {
	const request = named('\u05db\u05d4\u05df \u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd');
	const pdf = pdfOf(request, service);
	t.same(flaws(readTaggedPdf(pdf)), []);
	pdfOf(named('Щерба'), service);
	t.ok(pdf.equals(pdfOf(request, serviceWith({ fallbackFonts: [...HEBREW] }))), 'fonts are read again');
});

t.test('a Hebrew name can be extracted letter for letter', async (t) => {
	const { pages } = await readPdf(pdfOf(named('\u05db\u05d4\u05df \u05dc\u05d5\u05d9'), service));
	t.ok(
		pages[0]?.outline.includes('Span: \u05db\u05d4\u05df \u05dc\u05d5\u05d9'),
		'the reader reverses it again',
	);
});

t.test('reversed text is marked as such, in a Span', async (t) => {
	const pdf = readTaggedPdf(pdfOf(named('\u05db\u05d4\u05df'), service));
	const [page] = pdf.contents;
	const reversed = page?.sequences.filter(({ mark }) => mark.tag === '/ReversedChars') ?? [];
	t.equal(reversed.length, 1);
	t.same(
		reversed[0]?.within.map(({ tag }) => tag),
		['/Span'],
	);
	const span = pdf.elements.find(({ type }) => type === 'Span');
	t.equal(span?.parent?.type, 'P');
});

t.test('scripts that need shaping are rejected, whatever the fonts have', async (t) => {
	const refused = {
		Arabic: 'م',
		Syriac: 'ܐ',
		Nko: 'ߊ',
		Devanagari: 'अ',
		Bengali: 'অ',
		Tamil: 'அ',
		Thai: 'ก',
		Lao: 'ກ',
		Khmer: 'ក',
		Myanmar: 'က',
		Tibetan: 'ཀ',
		Mongolian: 'ᠠ',
		'conjoining jamo': '\u1100',
	};
	for (const [script, letter] of Object.entries(refused)) {
		t.notOk(isDrawnByCharacter(letter.codePointAt(0) as number), script);
	}
	for (const letter of 'AéΩЯ\u0301אԱაካ中ひカ한Ꮳᐃꀀ·—½☎') {
		t.ok(isDrawnByCharacter(letter.codePointAt(0) as number), letter);
	}
});

t.test('Devanagari is rejected although Noto Sans has its letters', async (t) => {
	t.ok(FACES.regular.hasGlyph(0x905));
	t.notOk(FACES.canDraw(0x905));
	const finding = serviceWith({})
		.validate(named('\u0905'))
		.findings.find(({ rule }) => rule === 'unprintable-text');
	t.match(finding, { pointer: '/patient/lastName', message: /U\+0905/ });
});
