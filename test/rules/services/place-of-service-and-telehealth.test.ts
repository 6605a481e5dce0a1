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

t.test('telehealth-mismatch requires place and modifier to agree', async (t) => {
	for (const place of ['02', '10']) {
		t.strictSame(hits('telehealth-mismatch', { [PLACE]: place }), [`warning ${PLACE}`], place);
		t.strictSame(hits('telehealth-mismatch', { [PLACE]: place, [MODIFIERS]: ['25'] }), [`warning ${PLACE}`]);
		for (const modifier of ['95', '93', 'GT', 'GQ', 'FQ']) {
			t.strictSame(hits('telehealth-mismatch', { [PLACE]: place, [MODIFIERS]: ['25', modifier] }), []);
		}
	}
	for (const modifier of ['95', '93', 'GT', 'GQ', 'FQ']) {
		t.match(findings('telehealth-mismatch', { [MODIFIERS]: ['25', modifier] }), [
			{
				severity: 'warning',
				pointer: `${MODIFIERS}/1`,
				message: new RegExp(`${modifier} but place of service 11`),
			},
		]);
	}
	t.strictSame(hits('telehealth-mismatch', { [MODIFIERS]: ['25'] }), []);
});

t.test('audio-only reports modifiers 93 and FQ', async (t) => {
	for (const modifier of ['93', 'FQ']) {
		t.strictSame(hits('audio-only', { [PLACE]: '10', [MODIFIERS]: ['25', modifier] }), [
			`info ${MODIFIERS}/1`,
		]);
	}
	t.strictSame(hits('audio-only', { [PLACE]: '10', [MODIFIERS]: ['95'] }), []);
});
