import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { configuredKeyring, fixedKeyring, keyFile } from '../../src/vault/keyring.ts';
import { visit } from '../records/issuing.suite.ts';
import { call, fill, newFolder, recordsOf, withStore } from '../store/stores.ts';
import { superbillHere } from './in-process.ts';

const key = (seed: number) => Buffer.alloc(32, seed).toString('base64');

const command = (env: NodeJS.ProcessEnv, args: readonly string[], isTTY = false) =>
	superbillHere(args, { env, isTTY });

/** Makes a folder with a filled store, and one for a copy. */
async function filled(t: Test) {
	const [dataDir, other] = [newFolder(t), newFolder(t)];
	await withStore({ dataDir }, configuredKeyring({ dataDir }), fill);
	return { dataDir, other, file: join(newFolder(t), 'backup.db') };
}

t.test('a backup is restored, if the data key is there', async (t) => {
	const { dataDir, other, file } = await filled(t);
	const made = await command({ DATA_DIR: dataDir }, ['backup', file]);
	t.match(made, {
		status: 0,
		stderr: '',
		stdout: /^Backed up to .*backup\.db: \d+\.\d MB\. The data key is not in the file/,
	});

	const without = await command({ DATA_DIR: other }, ['restore', file]);
	t.match(without, {
		status: 2,
		stdout: '',
		stderr: /^superbill restore: There is no data key: DATA_KEY is not set/,
	});
	t.notOk(existsSync(keyFile(other)));

	const wrong = await command({ DATA_DIR: other, DATA_KEY: key(1) }, ['restore', file, '--json']);
	t.match(wrong, { status: 2, stdout: '', stderr: /DATA_KEY/ });

	writeFileSync(keyFile(other), readFileSync(keyFile(dataDir)));
	const restored = await command({ DATA_DIR: other }, ['restore', file, '--json']);
	t.match(restored, { status: 0, stderr: '' });
	t.strictSame(JSON.parse(restored.stdout), { file, superbills: 5 });
	const again = await command({ DATA_DIR: other }, ['restore', file]);
	t.match(again, { status: 1, stderr: /not empty/ });
});

t.test('progress is shown only on a terminal', async (t) => {
	const { dataDir, other, file } = await filled(t);
	await command({ DATA_DIR: dataDir }, ['backup', file]);
	writeFileSync(keyFile(other), readFileSync(keyFile(dataDir)));
	const { stderr, stdout } = await command({ DATA_DIR: other }, ['restore', file], true);
	t.match(stderr, /\rRestored \d+ rows/);
	t.equal(stdout, `Restored 5 superbills from ${file}.\n`);
});

t.test('a backup that cannot be made is refused with the reason', async (t) => {
	const { dataDir, other, file } = await filled(t);
	t.match(await command({ DATA_DIR: other }, ['backup', file, '--json']), {
		status: 2,
		stdout: '',
		stderr: /DATA_DIR has no superbill\.db/,
	});
	t.match(await command({ DATA_DIR: dataDir }, ['backup', join(other, 'none', 'x')]), {
		status: 2,
		stderr: /^superbill backup: The folder of x cannot be used: it does not exist \(ENOENT\)\./,
	});
	t.match(
		await command({ DATA_DIR: dataDir, DATABASE_URL: 'postgres://127.0.0.1:1/none' }, ['backup', file]),
		{
			status: 2,
			stderr: /^superbill backup: The store cannot be reached \(ECONNREFUSED\)/,
		},
	);
	t.match(await command({ DATABASE_URL: 'mysql://x' }, ['backup', file]), {
		status: 2,
		stderr: /^superbill backup: Fix these environment variables and try again:\nDATABASE_URL must be a URL/,
	});
	for (const args of [['backup'], ['restore']]) {
		t.match(await command({ DATA_DIR: dataDir }, args), { status: 2, stderr: /name a file\./ });
	}
	t.match(await command({ DATA_DIR: dataDir }, ['backup', 'a', 'b']), {
		status: 2,
		stderr: /takes one file, not 2\./,
	});
});

t.test('a restore does not overwrite a running service', async (t) => {
	const { dataDir, other, file } = await filled(t);
	await command({ DATA_DIR: dataDir }, ['backup', file]);
	writeFileSync(keyFile(other), readFileSync(keyFile(dataDir)));
	const server = await openStore({ dataDir: other }, configuredKeyring({ dataDir: other }), {
		exclusive: true,
	});
	t.teardown(() => server.close());
	t.match(await command({ DATA_DIR: other }, ['restore', file]), {
		status: 2,
		stderr: /^superbill restore: DATA_DIR is in use by another superbill process/,
	});
});

t.test(
	'a rotation with DATA_KEY encrypts with the first key, and says which keys are no longer needed',
	async (t) => {
		const dataDir = newFolder(t);
		await withStore({ dataDir }, fixedKeyring(key(1)), fill);
		const env = { DATA_DIR: dataDir };
		t.match(await command({ ...env, DATA_KEY: key(1) }, ['keys', 'rotate-data']), {
			status: 2,
			stderr: /DATA_KEY holds only one key\. Put a new key and a comma before it/,
		});
		const [{ id: old }] = fixedKeyring(key(1))();
		const [{ id: fresh }] = fixedKeyring(key(2))();
		const done = await command({ ...env, DATA_KEY: `${key(2)},${key(1)}` }, ['keys', 'rotate-data'], true);
		t.match(done, { status: 0, stderr: /\rRe-encrypted: 5 superbills/ });
		t.match(
			done.stdout,
			`Everything is now encrypted with data key ${fresh}: 5 superbills and 1 practice were re-encrypted.\n`,
		);
		t.match(done.stdout, `Remove the others (${old})`);
		t.notOk(existsSync(keyFile(dataDir)));
		await withStore({ dataDir }, fixedKeyring(key(2)), async (store) => {
			t.match(await recordsOf(store).issue(call, visit()), { number: /000006$/ });
		});
		t.match(await command({ ...env, DATA_KEY: `${key(3)},${key(1)}` }, ['keys', 'rotate-data']), {
			status: 2,
			stderr: /^superbill keys: The data key does not open this store\./,
		});
	},
);

t.test('a rotation of the file says which keys it removed', async (t) => {
	const { dataDir } = await filled(t);
	const [{ id: old }] = configuredKeyring({ dataDir })();
	const done = await command({ DATA_DIR: dataDir }, ['keys', 'rotate-data']);
	t.match(done, { status: 0, stderr: '' });
	t.match(done.stdout, `Removed from data.key: ${old}.`);
	t.match(await command({ DATA_DIR: newFolder(t) }, ['keys', 'rotate-data']), {
		status: 2,
		stderr: /There is no data key/,
	});
	t.match(await command({ DATA_DIR: dataDir }, ['keys', 'rotate-data', 'x']), {
		status: 2,
		stderr: /takes no names/,
	});
});
