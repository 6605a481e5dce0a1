import { randomBytes } from 'node:crypto';
import t from 'tap';
import { dataKey, derive, keyedHash } from '../../src/vault/data-key.ts';
import { open, type SealPlace, seal, sealedWith } from '../../src/vault/seal.ts';

const place: SealPlace = { table: 'superbills', column: 'record', row: 'a' };
const key = dataKey(Buffer.alloc(32, 1));
const other = dataKey(Buffer.alloc(32, 2));
const ring = () => [key] as const;
const broken = { name: 'OperatorError', code: 'SEAL_BROKEN' };

t.test('sealed bytes of any length open', async (t) => {
	for (const length of [0, 1, 15, 16, 17, 100_000]) {
		const plain = randomBytes(length);
		t.strictSame(open(ring, place, seal(key, place, plain)), plain);
	}
	t.equal(open(ring, place, seal(key, place, 'Nguyễn')).toString(), 'Nguyễn');
});

t.test('the format is a byte 1, key id, nonce, tag, and as many bytes as were sealed', async (t) => {
	const sealed = seal(key, place, Buffer.from('twelve bytes'));
	t.equal(sealed.length, 1 + 4 + 12 + 16 + 12);
	t.equal(sealed[0], 1);
	t.equal(sealed.toString('hex', 1, 5), key.id);
	t.equal(sealedWith(sealed), key.id);
});

t.test('the same text never looks the same twice', async (t) => {
	const nonces = new Set<string>();
	const bodies = new Set<string>();
	for (let i = 0; i < 1000; i++) {
		const sealed = seal(key, place, Buffer.from('the same text'));
		nonces.add(sealed.toString('hex', 5, 17));
		bodies.add(sealed.toString('hex', 33));
	}
	t.equal(nonces.size, 1000);
	t.equal(bodies.size, 1000);
});

t.test('sealed bytes open only in their own table, column and row', async (t) => {
	const sealed = seal(key, place, Buffer.from('text'));
	for (const elsewhere of [
		{ ...place, table: 'superbill_documents' },
		{ ...place, column: 'summary' },
		{ ...place, row: 'b' },
		// The same letters, split differently.
		{ table: 'superbills', column: 'recor', row: 'da' },
		{ table: 'superbillsrecord', column: '', row: 'a' },
		{ table: 'superbills', column: 'record","a', row: '' },
	]) {
		t.throws(() => open(ring, elsewhere, sealed), broken, JSON.stringify(elsewhere));
	}
});

t.test('a single changed bit keeps it from opening', async (t) => {
	const sealed = seal(key, place, Buffer.from('text'));
	for (let bit = 0; bit < sealed.length * 8; bit++) {
		const changed = Buffer.from(sealed);
		changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
		t.throws(() => open(ring, place, changed), broken, `bit ${bit}`);
	}
});

t.test('bytes that are cut, longer, or not sealed do not open', async (t) => {
	const sealed = seal(key, place, Buffer.from('text'));
	for (let length = 0; length < sealed.length; length++) {
		t.throws(() => open(ring, place, sealed.subarray(0, length)), broken, `${length} bytes`);
	}
	t.throws(() => open(ring, place, Buffer.concat([sealed, Buffer.of(0)])), broken);
	t.throws(() => open(ring, place, Buffer.alloc(100)), broken);
});

t.test('another key opens nothing, not even one with the same id', async (t) => {
	const sealed = seal(key, place, Buffer.from('text'));
	t.throws(() => open(() => [other], place, sealed), broken);
	t.throws(() => open(() => [{ ...other, id: key.id }], place, sealed), broken);
});

t.test('every key of a keyring opens what it sealed', async (t) => {
	const before = seal(key, place, Buffer.from('text'));
	const both = () => [other, key] as const;
	t.equal(open(both, place, before).toString(), 'text');
	t.equal(open(both, place, seal(other, place, 'text')).toString(), 'text');
});

t.test('an error names the place and reveals nothing of the contents', async (t) => {
	const sealed = seal(key, place, Buffer.from('Marlow Fakenham'));
	for (const opening of [
		() => open(() => [other], place, sealed),
		() => open(ring, { ...place, row: 'b' }, sealed),
	]) {
		try {
			opening();
			t.fail('it opened');
		} catch (error) {
			t.notMatch(String((error as Error).stack), /Fakenham/);
			t.match(error, { message: /^superbills\.record of row [ab] / });
		}
	}
});

t.test('no two uses of a data key share a key, and its id reveals nothing about it', async (t) => {
	const uses = [
		key.secret,
		key.sealing,
		key.indexing,
		derive(key.secret, 'id', 32),
		derive(key.secret, 'other', 32),
	];
	t.equal(new Set(uses.map((bytes) => bytes.toString('hex'))).size, uses.length);
	for (const bytes of [key.secret, key.sealing, key.indexing])
		t.notOk(bytes.includes(Buffer.from(key.id, 'hex')));
	t.equal(key.sealing.length, 32);
	t.match(key.id, /^[0-9a-f]{8}$/);
	t.not(key.id, other.id);
});

t.test('keys derive by RFC 5869, so any version opens an old store', async (t) => {
	// Computed by another implementation: ikm 32 bytes 1, no salt, info "superbill sealing".
	t.equal(key.sealing.toString('hex'), '8a6be8251984e991e24b40e9cf9b9daeb08096a405fe51683acdcba90eb9a3b9');
	t.equal(
		keyedHash(Buffer.from('key'), 'The quick brown fox jumps over the lazy dog').toString('hex'),
		'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8',
	);
});

t.test('a data key has 32 bytes', async (t) => {
	for (const length of [0, 16, 31, 33]) t.throws(() => dataKey(Buffer.alloc(length)), RangeError);
});
