import t from 'tap';
import { ketamineVisit } from '../../src/http/examples/ketamine-visit.ts';
import { drawDocument } from '../../src/service/drawing/document.ts';
import { SuperbillRequest } from '../../src/superbill/request.ts';
import { NO_NAMES } from '../../src/superbill/superbill.ts';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import { FULL } from '../fixtures/property.ts';
import { TEMPLATES } from '../service/service-under-test.ts';
import { filledRequest, HEBREW_TEXTS, repeated, TEXTS } from '../worst-bodies/text.ts';
import { HEBREW } from './fonts/hebrew-font.ts';

t.setTimeout(600_000);

/** The most that a kilobyte of any text may take, as a multiple of a plain request's. */
const MOST = 4;
/** Each change of direction makes a structure element, which costs more than the letter. */
const MOST_HEBREW = 20;

const standard = TEMPLATES.get('standard') as LoadedTemplate;
const withHebrew = { ...standard, fallbackFonts: HEBREW };

/** Milliseconds of processor time for each kilobyte of a request, the best of several tries. */
function timePerKilobyte(body: object, template: LoadedTemplate, tries: number): number {
	const kilobytes = Buffer.byteLength(JSON.stringify(body)) / 1024;
	const job = {
		request: SuperbillRequest.parse(body),
		issuedOn: '2026-10-30',
		findings: [],
		names: NO_NAMES,
	};
	const times = Array.from({ length: tries }, () => {
		const before = process.cpuUsage();
		drawDocument(job, template);
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1000;
	});
	return Math.min(...times) / kilobytes;
}

/** The most entries of each list: a short request, a long one, and the longest that is allowed. */
const SIZES = FULL ? [1, 25, 200] : [2];

t.test('drawing takes time in proportion to the text, whatever it is', async (t) => {
	timePerKilobyte(ketamineVisit, withHebrew, 20);
	const plain = timePerKilobyte(ketamineVisit, standard, 20);
	for (const [texts, template, most] of [
		[TEXTS, standard, MOST],
		[HEBREW_TEXTS, withHebrew, MOST_HEBREW],
	] as const) {
		for (const [name, text] of Object.entries(texts)) {
			for (const entries of SIZES) {
				const time = timePerKilobyte(filledRequest(repeated(text), entries), template, 2);
				t.ok(
					time < most * plain,
					`${name}, ${entries} entries: ${(time / plain).toFixed(2)} times a plain request`,
				);
			}
		}
	}
});
