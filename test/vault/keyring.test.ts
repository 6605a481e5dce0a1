import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { OperatorError } from '../../src/calls/operator-error.ts';
import { dataKey } from '../../src/vault/data-key.ts';
import {
	configuredKeyring,
	existingKeyring,
	fileKeyring,
	fixedKeyring,
	isKeyFileUnusable,
	keyFile,
	keyWithId,
	readKeys,
	writeKeyFile,
} from '../../src/vault/keyring.ts';

const text = (seed: number) => Buffer.alloc(32, seed).toString('base64');
const id = (seed: number) => dataKey(Buffer.alloc(32, seed)).id;

t.test('keys are separated by commas or white space, and keep their order', async (t) => {
	for (const divider of [',', '\n', ' , ', '\r\n']) {
		t.strictSame(
			readKeys(`${text(1)}${divider}${text(2)}\n`, 'X').map((key) => key.id),
			[id(1), id(2)],
		);
	}
	t.strictSame(
		fixedKeyring(text(3))().map((key) => key.id),
		[id(3)],
	);
});

t.test('a text that is no key is refused with the name of its source, and never quoted', async (t) => {
	for (const wrong of [
		text(1).slice(0, 40),
		`${text(1)}A`,
		randomBytes(32).toString('hex'),
		Buffer.alloc(32, 255).toString('base64url'),
		`${text(1)},short`,
	]) {
		try {
			fixedKeyring(wrong);
			t.fail(wrong);
		} catch (error) {
			t.match(error, { name: 'OperatorError', message: /^DATA_KEY must hold 32 bytes in base64/ });
			t.notOk((error as Error).message.includes(wrong.slice(0, 12)));
		}
	}
	for (const empty of ['', ' \n ', ','])
		t.throws(() => fixedKeyring(empty), { message: /^DATA_KEY is empty/ });
});

t.test('a file is made with one key, readable by its owner only, and used again', async (t) => {
	const file = join(t.testdir(), 'new', 'data.key');
	const [first] = fileKeyring(file)();
	t.equal(statSync(file).mode & 0o777, 0o600);
	t.equal(statSync(join(file, '..')).mode & 0o777, 0o700);
	t.match(readFileSync(file, 'utf8'), /^[A-Za-z0-9+/]{43}=\n$/);
	t.strictSame(readdirSync(join(file, '..')), ['data.key']);
	t.equal(fileKeyring(file)()[0].id, first.id);
});

t.test('a changed file is read at the next use', async (t) => {
	const file = join(t.testdir(), 'data.key');
	const ring = fileKeyring(file);
	const [old] = ring();
	const fresh = dataKey(randomBytes(32));
	writeKeyFile(file, [fresh, old]);
	t.strictSame(
		ring().map((key) => key.id),
		[fresh.id, old.id],
	);
	writeKeyFile(file, [fresh]);
	t.strictSame(
		ring().map((key) => key.id),
		[fresh.id],
	);
	t.equal(statSync(file).mode & 0o777, 0o600);
	t.strictSame(readdirSync(join(file, '..')), ['data.key']);
});

t.test('keys stay while their file is missing or broken', async (t) => {
	const file = join(t.testdir(), 'data.key');
	const ring = fileKeyring(file);
	const [first] = ring();
	writeFileSync(file, 'not a key');
	t.equal(ring()[0].id, first.id);
	rmSync(file);
	t.equal(ring()[0].id, first.id);
	writeKeyFile(file, [dataKey(Buffer.alloc(32, 7))]);
	t.equal(ring()[0].id, id(7));
});

t.test('a file that holds no key, or cannot be made, is refused without naming its path', async (t) => {
	const folder = t.testdir({ 'data.key': 'not a key', file: '' });
	t.throws(() => fileKeyring(keyFile(folder)), {
		name: 'OperatorError',
		message: /^The file data\.key must hold/,
	});
	try {
		fileKeyring(join(folder, 'file', 'data.key'));
		t.fail('made');
	} catch (error) {
		t.match(error, { name: 'OperatorError', message: /DATA_DIR/ });
		t.ok(isKeyFileUnusable(error as OperatorError), 'a server tries again');
		t.notOk((error as Error).message.includes(folder));
	}
});

t.test('a failed write leaves the file unchanged', async (t) => {
	const folder = t.testdir({ 'data.key': { inside: '' } });
	t.throws(() => writeKeyFile(keyFile(folder), [dataKey(Buffer.alloc(32, 7))]));
	t.strictSame(readdirSync(folder), ['data.key']);
});

t.test('DATA_KEY takes precedence, and no file is made', async (t) => {
	const dataDir = t.testdir({});
	t.equal(configuredKeyring({ dataDir, dataKey: text(1) })()[0].id, id(1));
	t.equal(existingKeyring({ dataDir, dataKey: text(1) })()[0].id, id(1));
	t.throws(() => existingKeyring({ dataDir }), { name: 'OperatorError', message: /There is no data key/ });
	t.strictSame(readdirSync(dataDir), []);
	const [made] = configuredKeyring({ dataDir })();
	t.equal(existingKeyring({ dataDir })()[0].id, made.id);
});

t.test('a key is found by its id', async (t) => {
	const ring = fixedKeyring(`${text(1)},${text(2)}`);
	t.equal(keyWithId(ring, id(2)).id, id(2));
	t.throws(() => keyWithId(ring, id(3)), { name: 'OperatorError', message: new RegExp(id(3)) });
});
