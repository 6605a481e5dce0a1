import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { purgeOld } from '../../src/records/retention.ts';
import { everything } from '../fixtures/payloads.ts';
import { call, newFolder, newKeyring, recordsOf, withStore } from './stores.ts';

const UNPAID = { date: '2026-10-06', description: 'Course', charge: '2000.00' };

const REASONS = { reason: 'Reason that names Quillon Markwater' };

/** Lists every text of a request that may reveal a person, without words that a schema or another program may use. */
function textsOf(value: unknown): string[] {
	if (typeof value === 'string') return value.length > 4 && /[A-Z0-9]/.test(value) ? [value] : [];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** Spells a text in the ways in which a file may hold it: base64 has three, by the offset of the text. */
function spellings(text: string): Buffer[] {
	const bytes = Buffer.from(text);
	const utf16 = Buffer.from(text, 'utf16le');
	const base64 = [0, 1, 2].map((before) => {
		const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		// Leaves out letters that depend on the bytes around the text.
		return Buffer.from(
			whole.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6)),
		);
	});
	return [bytes, utf16, Buffer.from(utf16).swap16(), Buffer.from(bytes.toString('hex')), ...base64];
}

const filesOf = (folder: string) =>
	readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));

/** Finds texts in files. */
function found(folder: string, texts: readonly string[]): string[] {
	const files = filesOf(folder);
	return texts.flatMap((text) =>
		files
			.filter(({ bytes }) => spellings(text).some((spelt) => bytes.includes(spelt)))
			.map(({ name }) => `${text} in ${name}`),
	);
}

t.test('the files of a store reveal nothing of a superbill', async (t) => {
	// Not encrypted: the issue date, which is no date of service here, and the template.
	const { number: _, issuedOn, template, ...secret } = everything;
	const superbill = { ...secret, issuedOn, template };
	const then = { ...call, now: new Date('2026-12-24T18:00:00Z') };
	const texts = [...new Set([...textsOf(secret), REASONS.reason, 'Markwater'])];
	const dataDir = newFolder(t);
	await withStore({ dataDir }, newKeyring(), async (store) => {
		const records = recordsOf(store);
		const { id } = await records.issue(then, { ...superbill, otherItems: [UNPAID] });
		const payment = {
			date: issuedOn,
			amount: '1.00',
			method: 'check',
			reference: 'no. 7',
			note: 'Markwater pays',
		};
		await records.pay(then, id, payment);
		await records.hold(then, id, REASONS);
		const other = await records.issue(then, superbill, { again: true });
		await records.void(then, other.id, REASONS);
		t.strictSame(
			filesOf(dataDir)
				.map(({ name }) => name)
				.sort(),
			['superbill.db', 'superbill.db-shm', 'superbill.db-wal'],
		);
		t.ok(texts.length > 60);
		t.strictSame(found(dataDir, texts), []);
		// The same search finds what the file does hold.
		t.ok(found(dataDir, ['superbill.issue']).length > 0);
	});
	t.strictSame(found(dataDir, texts), []);
});

t.test('texts are found in every spelling', async (t) => {
	const text = 'Nguyễn Markwater';
	for (const bytes of [
		Buffer.from(`x${text}y`),
		Buffer.from(`x${text}y`, 'utf16le'),
		Buffer.from(`x${text}y`, 'utf16le').swap16(),
		Buffer.from(Buffer.from(`x${text}y`).toString('hex')),
		...['', 'x', 'xx', 'xxx'].map((before) =>
			Buffer.from(Buffer.from(`${before}${text}y`).toString('base64')),
		),
	]) {
		t.ok(
			spellings(text).some((spelt) => bytes.includes(spelt)),
			bytes.toString('latin1'),
		);
	}
});

/** Cuts sealed bytes into pieces small enough to be in one page of the file. */
const pieces = (sealed: Buffer) =>
	Array.from({ length: Math.floor(sealed.length / 48) }, (_, i) => sealed.subarray(i * 48, i * 48 + 48));

t.test('nothing purged remains in a file, not even sealed', async (t) => {
	const dataDir = newFolder(t);
	await withStore({ dataDir }, newKeyring(), async (store) => {
		await recordsOf(store).issue(call, everything);
		const { record, summary } = await store.db.selectFrom('superbills').selectAll().executeTakeFirstOrThrow();
		const { pdf } = await store.db.selectFrom('superbill_documents').selectAll().executeTakeFirstOrThrow();
		const terms = await store.db.selectFrom('search_terms').select('term').execute();
		const sealed = [
			...[record, summary, pdf].flatMap((bytes) => (bytes ? pieces(bytes) : [])),
			...terms.map(({ term }) => term),
		];
		const left = () => {
			const files = filesOf(dataDir);
			return sealed.filter((piece) => files.some(({ bytes }) => bytes.includes(piece))).length;
		};
		t.ok(left() > sealed.length * 0.9);
		const now = new Date(call.now.getTime() + 2 * 24 * 3_600_000);
		t.equal(await purgeOld(store, { ...call, now }, 1), 1);
		t.equal(left(), 0);
	});
});
