import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import t from 'tap';
import { sqliteFile } from '../../src/store/open-store.ts';
import { testApp } from '../http/app.ts';
import { superbillHere } from './in-process.ts';
import { superbill } from './superbill.ts';

t.setTimeout(120_000);

t.test('a running service notices at once that a key was made or revoked', async (t) => {
	const DATA_DIR = t.testdir();
	const run = (...args: string[]) => superbill(['keys', ...args], { env: { DATA_DIR } });
	const made = await run('create', 'Front desk', '--scope', 'superbills:read', '--practice', 'harbor');
	t.equal(made.status, 0);
	const [key = ''] = `${made.stdout}`.split('\n');
	t.match(key, /^sb_[a-z2-7]{8}_[\w-]{43}$/);
	const id = key.slice(3, 11);
	t.match(`${made.stdout}`, `Its id is ${id}. It allows superbills:read for the practice harbor.`);

	const { openStore } = await import('../../src/store/open-store.ts');
	const { existingKeyring } = await import('../../src/vault/keyring.ts');
	const store = await openStore({ dataDir: DATA_DIR }, existingKeyring({ dataDir: DATA_DIR }), {
		exclusive: true,
	});
	t.teardown(() => store.close());
	const { send } = await testApp(t, {}, { store: () => store });
	const status = async () =>
		(await send({ url: '/v1/rules', headers: { authorization: `Bearer ${key}` } })).statusCode;
	t.equal(await status(), 200);

	t.match(
		`${(await run('list')).stdout}`,
		new RegExp(`\n${id} +valid +harbor .* superbills:read +Front desk\n`),
	);
	const revoked = await run('revoke', id);
	t.equal(revoked.status, 0);
	t.equal(await status(), 401);
	const { items } = JSON.parse(`${(await run('list', '--json')).stdout}`);
	t.match(items, [{ id, label: 'Front desk', revokedAt: /^\d{4}-/ }]);
	t.notMatch(JSON.stringify(items), key.slice(12));
});

t.test('a failure says why: status 1 if refused, 2 for a wrong command', async (t) => {
	const DATA_DIR = t.testdir();
	const run = (...args: string[]) => superbillHere(args, { env: { DATA_DIR } });
	const refused = await run(
		'keys',
		'create',
		'Intake',
		'--scope',
		'all',
		'--expires',
		'2020-01-01T00:00:00Z',
	);
	t.equal(refused.status, 1);
	t.match(
		refused.stderr,
		'Scope 1 is not one of the choices. Write "superbills:write", "superbills:read", or "admin".',
	);
	const unknown = await run('keys', 'revoke', 'abcdefgh', '--json');
	t.equal(unknown.status, 1);
	t.strictSame(JSON.parse(unknown.stdout), { refused: 'No API key has this id.' });
	for (const [args, said] of [
		[['keys'], 'superbill keys: name one of these subcommands: create, list, revoke, rotate-data.'],
		[['keys', 'create'], 'superbill keys: create takes one label'],
		[['keys', 'revoke'], 'superbill keys: revoke takes the id of one key'],
		[['keys', 'list', 'x'], 'superbill keys: list takes no names.'],
		[['audit'], 'superbill audit: name the subcommand: verify.'],
		[['audit', 'verify', '--expect', 'nowhere.json'], 'nowhere.json does not exist'],
	] as const) {
		const wrong = await run(...args);
		t.equal(wrong.status, 2, args.join(' '));
		t.match(wrong.stderr, said);
	}
});

t.test('a folder without a store is not mistaken for an empty store', async (t) => {
	const DATA_DIR = t.testdir();
	for (const args of [
		['keys', 'list'],
		['audit', 'verify'],
	]) {
		const { status, stderr } = await superbillHere(args, { env: { DATA_DIR } });
		t.equal(status, 2);
		t.match(stderr, 'DATA_DIR holds no store');
	}
	const away = {
		DATA_DIR,
		DATABASE_URL: 'postgres://127.0.0.1:1/none',
		DATA_KEY: 'A'.repeat(43).concat('='),
	};
	t.match(await superbillHere(['audit', 'verify', '--json'], { env: away }), {
		status: 2,
		stderr: 'The store cannot be reached (ECONNREFUSED)',
	});
});

t.test('tampering with the audit log is found, with or without earlier ends to compare', async (t) => {
	const DATA_DIR = t.testdir();
	const run = (...args: string[]) => superbillHere(args, { env: { DATA_DIR } });
	for (const label of ['a', 'b', 'c'])
		await run('keys', 'create', label, '--scope', 'admin', '--practice', 'harbor');
	const sound = await run('audit', 'verify');
	t.equal(sound.status, 0);
	t.match(sound.stdout, /\nharbor +3 +[0-9a-f]{64}\n\nThe audit log is unchanged\.\n$/);
	const kept = join(t.testdirName, 'kept.json');
	writeFileSync(kept, (await run('audit', 'verify', '--json')).stdout);
	t.match(JSON.parse(readFileSync(kept, 'utf8')), {
		chains: [{ chain: 'harbor', position: 3 }],
		faults: [],
	});
	t.equal((await run('audit', 'verify', '--expect', kept)).status, 0);

	const database = new Database(sqliteFile(DATA_DIR));
	database.exec('drop trigger audit_events_keep_update; drop trigger audit_events_keep_delete');
	database.exec("update audit_events set actor = 'key:innocent' where position = 2");
	const changed = await run('audit', 'verify');
	t.equal(changed.status, 1);
	t.match(changed.stdout, '\nEvent 2 of chain harbor was changed, moved or inserted.');

	database.exec('delete from audit_events where position >= 2');
	database.exec('update audit_chains set position = 1, hash = (select hash from audit_events)');
	database.close();
	t.equal((await run('audit', 'verify')).status, 0);
	const cut = await run('audit', 'verify', '--expect', kept, '--json');
	t.equal(cut.status, 1);
	t.strictSame(JSON.parse(cut.stdout).faults, [{ chain: 'harbor', position: 2, fault: 'missing' }]);
	writeFileSync(kept, '{"chains":[{}]}');
	t.equal((await run('audit', 'verify', '--expect', kept)).status, 2);
});
