import t from 'tap';
import { archiveItem } from '../../../src/batches/archive/archive-item.ts';
import type { Batch, BatchItem } from '../../../src/batches/batch.ts';

const BATCH: Batch = {
	id: '0f8fad5b-d9cb-469f-a165-70867728950e',
	practice: null,
	mode: 'issue',
	state: 'done',
	counts: { total: 2, waiting: 0, checked: 0, done: 1, failed: 1, cancelled: 0 },
	createdAt: '2026-10-31T23:59:58.000Z',
	createdBy: 'cli',
	startedAt: null,
	finishedAt: null,
	rate: null,
	secondsLeft: null,
	keptUntil: null,
};

const DONE: BatchItem = {
	position: 1,
	rows: [2, 3],
	state: 'done',
	number: 'SB-1',
	superbill: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
	sha256: null,
	bytes: null,
	findings: [],
	reason: null,
	metadata: null,
};

t.test('an item is archived with its status and the date of its document', async (t) => {
	const pdf = Buffer.from('%PDF');
	t.strictSame(archiveItem(BATCH, { item: DONE, pdf, issuedOn: '2026-11-01' }), {
		position: 1,
		number: 'SB-1',
		rows: [2, 3],
		superbillId: DONE.superbill,
		status: 'issued',
		findings: [],
		document: { pdf, issuedOn: '2026-11-01' },
	});
	const rendered = archiveItem({ ...BATCH, mode: 'render' }, { item: DONE, pdf });
	t.equal(rendered.status, 'rendered');
	t.equal(rendered.document?.issuedOn, '2026-10-31', 'a rendered document has the date of its batch');
	t.equal(archiveItem(BATCH, { item: DONE, pdf: undefined }).document, undefined);
});

t.test('the reason why an item failed becomes its last finding', async (t) => {
	const finding = {
		rule: 'zero-charge',
		severity: 'warning',
		pointer: '/lines/0',
		message: 'm',
		help: 'h',
	} as const;
	const item: BatchItem = {
		...DONE,
		state: 'failed',
		findings: [finding],
		reason: 'Another one has its number.',
	};
	const { status, findings } = archiveItem(BATCH, { item, pdf: undefined });
	t.equal(status, 'failed');
	t.equal(findings.length, 2);
	t.equal(findings[0], finding);
	t.match(findings[1], {
		rule: 'batch',
		severity: 'error',
		pointer: '',
		message: item.reason,
		help: /^Send it again/,
	});
});

t.test('items that nobody worked on count as cancelled', async (t) => {
	for (const state of ['waiting', 'cancelled'] as const)
		t.equal(archiveItem(BATCH, { item: { ...DONE, state }, pdf: undefined }).status, 'cancelled', state);
});
