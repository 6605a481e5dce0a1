import { join } from 'node:path';
import t from 'tap';
import { isSystemError, type SystemError } from '../../src/calls/system-error.ts';
import { folderProblem, whyUnreadable, whyUnwritable } from '../../src/cli/base/file-problems.ts';

const failure = (code: string, path?: string) =>
	Object.assign(new Error(`${code}: ${path}`), { code, syscall: 'open', path }) as unknown as SystemError;

const FOLDERS = { DATA_DIR: 'data', 'The folder of x.db': '/mnt/backups' };

t.test('an error in a folder of the operator names the folder as the operator knows it', async (t) => {
	t.equal(
		folderProblem(failure('EACCES', join('data', 'codes', 'manifest.json')), FOLDERS),
		'DATA_DIR cannot be used: this user may not write there (EACCES). Choose another folder, or fix this one.',
	);
	t.match(
		folderProblem(failure('EROFS', '/mnt/backups'), FOLDERS),
		/^The folder of x\.db .* read-only \(EROFS\)/,
	);
	t.match(folderProblem(failure('EIO', 'data'), FOLDERS), /^DATA_DIR .* the system refuses access \(EIO\)/);
	t.match(folderProblem(failure('ENOSPC'), FOLDERS), /^The disk is full\./);
});

t.test('an error anywhere else is a bug', async (t) => {
	for (const error of [
		failure('ENOENT', '/mnt/backups-of-another/x'),
		failure('ENOENT', '../elsewhere'),
		failure('ENOENT'),
		new TypeError('x'),
		'x',
	]) {
		t.equal(folderProblem(error, FOLDERS), undefined);
	}
});

t.test('only an error of the operating system counts as one', async (t) => {
	t.ok(isSystemError(failure('ENOENT')));
	for (const error of [
		Object.assign(new Error('x'), { code: 'ENOENT' }),
		Object.assign(new Error('x'), { code: 1, syscall: 'open' }),
		new Error('x'),
		{ code: 'ENOENT', syscall: 'open' },
	]) {
		t.notOk(isSystemError(error));
	}
});

t.test('a remedy comes with every reason', async (t) => {
	t.equal(whyUnreadable(failure('EACCES')), 'may not be read by this user. Ask its owner for permission.');
	t.equal(whyUnreadable(failure('EIO')), 'cannot be read (EIO). Try another file.');
	t.match(whyUnwritable(failure('EDQUOT')), /the disk is full\. Make room/);
});
