import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';

const replaces = (changes: object = {}) => ({
	'/replaces': { number: 'SB-2026-000899', issuedOn: '2026-10-05', reason: 'Wrong place', ...changes },
});

t.test('replaces-itself compares the two numbers', async (t) => {
	t.match(findings('replaces-itself', replaces({ number: 'SB-2026-000900' })), [
		{ severity: 'error', pointer: '/replaces/number', message: /SB-2026-000900/ },
	]);
	t.strictSame(hits('replaces-itself', replaces()), []);
	t.strictSame(hits('replaces-itself', {}), []);
	t.strictSame(hits('replaces-itself', { '/number': undefined }), [], 'neither has a number');
	t.strictSame(hits('replaces-itself', { ...replaces(), '/number': undefined }), []);
});

t.test("payer-claim-number reports a correction without the payer's number", async (t) => {
	t.strictSame(hits('payer-claim-number', replaces()), ['info /replaces']);
	t.strictSame(hits('payer-claim-number', replaces({ payerClaimNumber: 'FICTCLM0001' })), []);
	t.strictSame(hits('payer-claim-number', {}), []);
});
