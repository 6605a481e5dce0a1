import fc from 'fast-check';
import t from 'tap';
import type { Image } from '../../src/page/content.ts';
import { finishedPdf } from '../../src/pdf/finish.ts';
import { drawDocument } from '../../src/service/drawing/document.ts';
import { SuperbillRequest } from '../../src/superbill/request.ts';
import { SIBLINGS, type SiblingName } from '../../src/superbill/sibling.ts';
import { NO_NAMES } from '../../src/superbill/superbill.ts';
import { LABEL_KEYS } from '../../src/templates/labels.ts';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import type { Template } from '../../src/templates/template.ts';
import { OPTIONAL_COLUMNS, REQUIRED_COLUMNS, SECTIONS } from '../../src/templates/vocabulary.ts';
import { requests } from '../fixtures/arbitrary.ts';
import { everything } from '../fixtures/payloads.ts';
import { assertAsyncProperty, runs } from '../fixtures/property.ts';
import { TEMPLATES } from '../service/service-under-test.ts';
import { changed } from '../templates/changed.ts';
import { filledRequest, repeated, TEXTS } from '../worst-bodies/text.ts';
import { pngFile } from './pictures/png-file.ts';
import { type ReadPage, readPdf } from './reader.ts';

t.setTimeout(3_600_000);

/** `PAGE_AREA_RUNS=2000` tries more. */
const RUNS = Number(process.env['PAGE_AREA_RUNS'] ?? runs(400));

const standard = TEMPLATES.get('standard') as LoadedTemplate;
const PAPER = { LETTER: [612, 792], A4: [595.28, 841.89] } as const;

/** Distance of an envelope's window from the left edge of the page. */
const WINDOW_LEFT = 72;

const wordsOf = (word: fc.Arbitrary<string>, maxLength: number, longest: number) =>
	fc.array(word, { minLength: 1, maxLength }).map((words) => words.join(' ').slice(0, longest).trim());

const words = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom('Visit', 'of', 'a', 'terapia', 'intravenosa', 'follow-up', 'NPI') },
	{ weight: 1, arbitrary: fc.constantFrom('Electroencephalography', 'W'.repeat(60), 'i'.repeat(60), '1.') },
);

const bilingual = (text: fc.Arbitrary<string>) => fc.record({ en: text, es: text });

const labelTexts = fc.dictionary(fc.constantFrom(...LABEL_KEYS), bilingual(wordsOf(words, 8, 60)), {
	maxKeys: 12,
});

const notices = fc.array(
	fc.record(
		{
			title: bilingual(wordsOf(words, 10, 100)),
			text: bilingual(wordsOf(words, 400, 4000)),
		},
		{ requiredKeys: ['text'] },
	),
	{ maxLength: 3 },
);

const pictures = fc.tuple(fc.integer({ min: 3, max: 60 }), fc.integer({ min: 3, max: 60 })).map(
	([width, height]): Image => ({
		type: 'png',
		bytes: pngFile({ width, height, type: 2, depth: 8, pixel: () => [9, 9, 90] }),
	}),
);

const templates: fc.Arbitrary<LoadedTemplate> = fc
	.record({
		page: fc.record({
			size: fc.constantFrom('LETTER', 'A4'),
			margin: fc.integer({ min: 28, max: 90 }),
		}),
		density: fc.constantFrom('regular', 'compact'),
		dates: fc.constantFrom('us', 'iso'),
		recipient: fc.constantFrom('none', 'window'),
		sections: fc.shuffledSubarray([...SECTIONS], { minLength: SECTIONS.length }),
		columns: fc
			.subarray([...OPTIONAL_COLUMNS])
			.chain((some) => fc.shuffledSubarray([...REQUIRED_COLUMNS, ...some], { minLength: 8 + some.length })),
		visits: fc.constantFrom('plain', 'grouped'),
		drug: fc.constantFrom('line', 'labelled'),
		style: fc.constantFrom('line', 'typed', 'none'),
		statement: bilingual(wordsOf(words, 200, 1000)),
		labels: labelTexts,
		notices,
		logo: fc.option(fc.tuple(pictures, fc.integer({ min: 12, max: 96 }))),
	})
	.map(({ columns, visits, drug, style, statement, logo, ...own }) => {
		const loaded = changed(standard, {
			...own,
			services: { columns, visits, drug },
			signature: { style, statement },
			notices: own.notices.map((notice, i) => ({ ...notice, id: `n${i}`, when: 'always' as const })),
			...(logo && { logo: { file: 'logo.png', height: logo[1], alt: 'Two waves' } }),
		} as Partial<Template>);
		return logo ? { ...loaded, logo: logo[0] } : loaded;
	});

/** Random requests with long texts in many places. */
const longRequests = fc
	.tuple(requests, wordsOf(words, 60, 300), fc.boolean(), fc.boolean())
	.map(([request, text, isLong, isFull]) => ({
		...(isFull ? everything : {}),
		...request,
		note: text,
		diagnoses: request.diagnoses.map(() => ({ code: 'F33.2', ...(isLong && { description: text }) })),
		serviceLines: request.serviceLines.map((line, i) => ({
			...line,
			...(line.drug && { drug: { ...line.drug, ndc: '00000123405' } }),
			...(i % 2 === 0 && isLong ? { description: text } : { description: 'Visit' }),
			...(isFull && {
				startTime: '08:05',
				endTime: '09:55',
				telehealth: { modality: 'audio', patientState: 'CO' },
			}),
		})),
		...(isLong && {
			patient: { ...request.patient, firstName: text.slice(0, 100), lastName: text.slice(0, 100) },
		}),
	}));

/** Requests whose texts are all as long as they may be. */
const fullRequests = fc
	.tuple(
		fc.constantFrom('words', 'one long word', 'wide letters', 'hyphens', 'addresses'),
		fc.constantFrom(1, 3),
	)
	.map(([text, entries]) => filledRequest(repeated(TEXTS[text] as string), entries));

const bodies = fc
	.tuple(
		fc.oneof({ weight: 15, arbitrary: longRequests }, { weight: 1, arbitrary: fullRequests }),
		fc.constantFrom('en', 'es'),
	)
	.map(([body, language]) => ({ ...body, language, number: 'SB-2026-000017' }));

/** The superbill, or one of the documents beside it. */
const documents = fc.oneof(
	{ weight: 4, arbitrary: fc.constant(undefined) },
	{ weight: 1, arbitrary: fc.constantFrom(...SIBLINGS) },
);

interface Box {
	readonly text: string;
	readonly left: number;
	readonly right: number;
	readonly bottom: number;
	readonly top: number;
	readonly tagged: boolean;
}

/** The boxes of a page's texts, without spaces at their ends, from the height of capitals to the deepest letters. */
function boxesOn({ items }: ReadPage): Box[] {
	return items
		.filter(({ text }) => text.trim() !== '')
		.map(({ text, x, y, width, size, tagged }) => ({
			text,
			left: x,
			right: x + width - (text.length - text.trimEnd().length) * 0.26 * size,
			bottom: y - size * 0.2,
			top: y + size * 0.7,
			tagged,
		}));
}

const SLACK = 0.6;

const overlap = (a: Box, b: Box): boolean =>
	Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK &&
	Math.min(a.top, b.top) - Math.max(a.bottom, b.bottom) > SLACK;

/** Finds texts outside the margins, below the line of the foot, or over other texts. */
function strays(page: ReadPage, { page: { size, margin }, recipient }: Template): string[] {
	const [width, height] = PAPER[size];
	const boxes = boxesOn(page);
	const left = recipient === 'window' ? Math.min(margin, WINDOW_LEFT) : margin;
	const foot = Math.max(
		...boxes.filter((box) => !box.tagged && box.bottom < height / 4).map(({ top }) => top),
	);
	return boxes.flatMap((box, i) => [
		...(box.left < left - SLACK ? [`left of the margin: ${box.text}`] : []),
		...(box.right > width - margin + SLACK ? [`right of the margin: ${box.text}`] : []),
		...(box.top > height - margin + SLACK ? [`above the margin: ${box.text}`] : []),
		...(box.bottom < (box.tagged ? foot : margin - 3) ? [`below the foot: ${box.text}`] : []),
		...boxes
			.slice(i + 1)
			.filter((other) => overlap(box, other))
			.map((other) => `one over the other: ${box.text} | ${other.text}`),
	]);
}

async function straysIn(
	body: object,
	template: LoadedTemplate,
	name: SiblingName | undefined,
): Promise<string[]> {
	const request = SuperbillRequest.parse(body);
	const { unfinished } = drawDocument(
		{
			request,
			issuedOn: '2026-10-30',
			findings: [],
			names: NO_NAMES,
			...(name && { sibling: { name, drawnOn: '2026-11-02' } }),
		},
		template,
	);
	const { pages } = await readPdf(finishedPdf(unfinished, request.number));
	return pages.flatMap((page, i) =>
		strays(page, template.template).map((found) => `page ${i + 1}, ${found}`),
	);
}

t.test('no text leaves the page or lies over another, whatever template and request say', async (t) => {
	const tally = { drawn: 0 };
	await assertAsyncProperty(
		t,
		fc.asyncProperty(templates, bodies, documents, async (template, body, name) => {
			tally.drawn++;
			const found = await straysIn(body, template, name);
			if (found.length > 0) throw new Error(found.slice(0, 5).join('\n'));
		}),
		RUNS,
	);
	t.comment(`${tally.drawn} random templates`);
});
