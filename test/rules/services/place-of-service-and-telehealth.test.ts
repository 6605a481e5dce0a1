import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';

const LINE = '/serviceLines/0';
const PLACE = `${LINE}/placeOfService`;
const MODIFIERS = `${LINE}/modifiers`;

t.test('place-of-service-unknown uses the date of service, not today', async (t) => {
	const on = (date: string, place: string) => ({ [`${LINE}/date`]: date, [PLACE]: place });
	t.match(findings('place-of-service-unknown', on('2026-10-06', '28')), [
		{ severity: 'error', pointer: PLACE, message: "Place of service 28 is not in CMS's list." },
	]);
	t.match(findings('place-of-service-unknown', on('2021-12-31', '10')), [
		{
			severity: 'error',
			pointer: PLACE,
			message: /10 takes effect on 2022-01-01, after the service on 2021-12-31/,
		},
	]);
	t.strictSame(hits('place-of-service-unknown', on('2022-01-01', '10')), []);
});

const RULE = 'telehealth-mismatch';
const CODE = `${LINE}/code`;

t.test('telehealth-mismatch is only an info where Medicare wants no modifier', async (t) => {
	for (const place of ['02', '10']) {
		t.strictSame(hits(RULE, { [PLACE]: place }), [`info ${PLACE}`], place);
		t.strictSame(hits(RULE, { [PLACE]: place, [MODIFIERS]: ['25'] }), [`info ${PLACE}`]);
		for (const modifier of ['95', '93', 'GT', 'FQ']) {
			t.strictSame(hits(RULE, { [PLACE]: place, [MODIFIERS]: ['25', modifier] }), []);
		}
	}
	t.match(findings(RULE, { [PLACE]: '10' }), [{ help: /^Medicare wants none\./ }]);
});

t.test('telehealth-mismatch requires the place of telehealth where a modifier says so', async (t) => {
	for (const modifier of ['95', '93', 'GT', 'FQ']) {
		t.match(findings(RULE, { [MODIFIERS]: ['25', modifier] }), [
			{
				severity: 'warning',
				pointer: `${MODIFIERS}/1`,
				message: new RegExp(`${modifier} but place of service 11`),
			},
		]);
	}
	t.strictSame(hits(RULE, { [MODIFIERS]: ['25'] }), []);
	const in2023 = { [`${LINE}/date`]: '2023-12-31', [MODIFIERS]: ['95'] };
	t.strictSame(hits(RULE, in2023), [], 'until 2023 the place was that of a visit in person');
	t.strictSame(hits(RULE, { ...in2023, [`${LINE}/date`]: '2024-01-01' }), [`warning ${MODIFIERS}/0`]);
	for (const place of ['19', '22'])
		t.strictSame(hits(RULE, { [PLACE]: place, [MODIFIERS]: ['95'] }), [], 'a clinician of a hospital');
});

t.test('codes that are telehealth by definition need neither place nor modifier', async (t) => {
	for (const code of ['98000', '98007', '98008', '98015', '98016', '99421']) {
		for (const place of ['10', '02', '11'])
			t.strictSame(hits(RULE, { [CODE]: code, [PLACE]: place }), [], `${code} ${place}`);
	}
});

const telehealth = (modality: 'video' | 'audio', modifiers: string[], more: object = {}) =>
	hits(RULE, { [PLACE]: '10', [MODIFIERS]: modifiers, [`${LINE}/telehealth`]: { modality }, ...more });

t.test('telehealth-mismatch compares modifiers with how the patient was seen', async (t) => {
	for (const [modality, modifier, wrong] of [
		['audio', '95', true],
		['audio', 'GT', true],
		['audio', '93', false],
		['audio', 'FQ', false],
		['video', '93', true],
		['video', 'FQ', true],
		['video', '95', false],
		['video', 'GT', false],
	] as const) {
		t.strictSame(
			telehealth(modality, ['25', modifier]),
			wrong ? [`warning ${MODIFIERS}/1`] : [],
			`${modality} ${modifier}`,
		);
	}
	t.match(
		findings(RULE, { [PLACE]: '10', [MODIFIERS]: ['95'], [`${LINE}/telehealth`]: { modality: 'audio' } }),
		[
			{
				message: '99213 on 2026-10-06 was by phone (audio only), but modifier 95 says by video.',
				help: 'Use modifier 93 (or FQ), or fix "modality".',
			},
		],
	);
	t.match(
		findings(RULE, { [PLACE]: '10', [MODIFIERS]: ['FQ'], [`${LINE}/telehealth`]: { modality: 'video' } }),
		[{ help: 'Use modifier 95 (or GT), or fix "modality".' }],
	);
	t.strictSame(hits(RULE, { [PLACE]: '10', [MODIFIERS]: ['95', '93'] }), [`warning ${MODIFIERS}/0`]);
});

t.test('telehealth-mismatch compares codes for video and phone with the rest', async (t) => {
	t.strictSame(telehealth('audio', [], { [CODE]: '98004' }), [`warning ${LINE}/telehealth/modality`]);
	t.strictSame(telehealth('video', [], { [CODE]: '98012' }), [`warning ${LINE}/telehealth/modality`]);
	t.strictSame(telehealth('video', [], { [CODE]: '98004' }), []);
	t.match(findings(RULE, { [PLACE]: '10', [CODE]: '98012', [MODIFIERS]: ['95'] }), [
		{ pointer: `${MODIFIERS}/0`, help: 'Remove modifier 95.' },
	]);
});

t.test('telehealth-mismatch finds telehealth details in an office', async (t) => {
	t.strictSame(telehealth('video', [], { [PLACE]: '11' }), [`warning ${PLACE}`]);
	t.strictSame(telehealth('video', [], { [PLACE]: '22' }), []);
});

t.test('GQ is never right for a live visit', async (t) => {
	for (const code of ['99213', '90837', '90791']) {
		t.strictSame(hits(RULE, { [CODE]: code, [PLACE]: '10', [MODIFIERS]: ['GQ'] }), [
			`warning ${MODIFIERS}/0`,
		]);
	}
	t.strictSame(telehealth('video', ['GQ'], { [CODE]: '92227' }), [`warning ${MODIFIERS}/0`]);
	t.strictSame(hits(RULE, { [CODE]: '92227', [PLACE]: '10', [MODIFIERS]: ['GQ'] }), []);
});

t.test('what is given in person is not telehealth', async (t) => {
	for (const code of ['0820T', '96365', '90867', 'G2082', '97810', '90471']) {
		for (const place of ['02', '10'])
			t.strictSame(hits(RULE, { [CODE]: code, [PLACE]: place }), [`warning ${PLACE}`]);
		t.strictSame(hits(RULE, { [CODE]: code }), []);
	}
	t.strictSame(hits(RULE, { [CODE]: '0820T', [MODIFIERS]: ['95'] }), [`warning ${MODIFIERS}/0`]);
	t.strictSame(telehealth('video', [], { [CODE]: '0820T', [PLACE]: '11' }), [`warning ${LINE}/telehealth`]);
});

t.test('audio-only reports modifiers 93 and FQ', async (t) => {
	for (const modifier of ['93', 'FQ']) {
		t.strictSame(hits('audio-only', { [PLACE]: '10', [MODIFIERS]: ['25', modifier] }), [
			`info ${MODIFIERS}/1`,
		]);
	}
	t.strictSame(hits('audio-only', { [PLACE]: '10', [MODIFIERS]: ['95'] }), []);
});
