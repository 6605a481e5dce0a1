import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { OperatorError } from '../src/calls/operator-error.ts';
import { Environment, readConfig, STORE_FIELDS } from '../src/config.ts';
import { ROOT } from './fixtures/cases.ts';
import { KEY } from './http/app.ts';

function reasons(env: NodeJS.ProcessEnv): string {
	try {
		readConfig(env);
		return '';
	} catch (error) {
		if (error instanceof OperatorError) return error.message;
		throw error;
	}
}

t.test('nothing has to be set', async (t) => {
	t.match(readConfig({}), {
		host: '127.0.0.1',
		port: 3000,
		apiKey: undefined,
		publicUrl: undefined,
		logLevel: 'info',
		bodyLimit: 1_048_576,
		rateLimit: 600,
		timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
		dataDir: './data',
		work: true,
		metricsPort: undefined,
		traces: false,
	});
});

t.test('every variable can be set, and an empty one counts as not set', async (t) => {
	t.testdir({});
	const env = {
		HOST: '0.0.0.0',
		PORT: '0',
		PUBLIC_URL: 'https://superbill.example.com',
		API_KEY: KEY,
		API_KEY_FILE: '',
		LOG_LEVEL: 'silent',
		BODY_LIMIT: '2048',
		RATE_LIMIT: '1',
		RENDER_THREADS: '3',
		WORK: 'off',
		METRICS_PORT: '9464',
		OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
		OTEL_SDK_DISABLED: '',
		TIME_ZONE: 'America/Denver',
		DATA_DIR: '/srv/superbill',
		CREATE_STORE: 'off',
		NAME_BEGINNINGS: 'off',
		DATABASE_URL: 'postgres://superbill@localhost/superbill',
		DATA_KEY: 'A'.repeat(43).concat('='),
		DOCUMENTS: 's3://superbills/clinic/documents/',
		S3_ENDPOINT: 'https://storage.example.com/',
		S3_REGION: 'eu-west-1',
		AWS_ACCESS_KEY_ID: 'AKID',
		AWS_SECRET_ACCESS_KEY: 'secret',
		RETENTION_DAYS: '2555',
		PACKS_DIR: '/srv/packs',
		RULES_FILE: '/srv/rules.yaml',
		TEMPLATES_DIR: t.testdirName,
	};
	t.strictSame(readConfig(env), {
		host: '0.0.0.0',
		port: 0,
		publicUrl: 'https://superbill.example.com',
		apiKey: KEY,
		logLevel: 'silent',
		bodyLimit: 2048,
		rateLimit: 1,
		renderThreads: 3,
		work: false,
		metricsPort: 9464,
		traces: true,
		timeZone: 'America/Denver',
		dataDir: '/srv/superbill',
		createStore: false,
		nameBeginnings: false,
		databaseUrl: 'postgres://superbill@localhost/superbill',
		dataKey: 'A'.repeat(43).concat('='),
		documents: {
			endpoint: 'https://storage.example.com',
			region: 'eu-west-1',
			bucket: 'superbills',
			prefix: 'clinic/documents/',
			accessKeyId: 'AKID',
			secretAccessKey: 'secret',
		},
		retentionDays: 2555,
		packsDir: '/srv/packs',
		rulesFile: '/srv/rules.yaml',
		templatesDir: t.testdirName,
	});
	t.match(readConfig({ HOST: '', PORT: '', API_KEY: '' }), {
		host: '127.0.0.1',
		port: 3000,
		apiKey: undefined,
	});
});

t.test('all mistakes are reported at once, each by its variable', async (t) => {
	const message = reasons({
		PORT: '65536',
		PUBLIC_URL: 'clinic-host',
		LOG_LEVEL: 'loud',
		METRICS_PORT: '-1',
		OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318',
		BODY_LIMIT: '1e6',
		RATE_LIMIT: '0',
		RENDER_THREADS: '65',
		WORK: 'yes',
		TIME_ZONE: 'Mars/Olympus',
		TEMPLATES_DIR: '/nowhere/templates',
		DOCUMENTS: 's3://superbills',
		DATA_KEY_FILE: '/nowhere/key',
	});
	const listed = message.split('\n').slice(1);
	t.strictSame(listed.map((line) => line.trim().split(' ', 1)[0]).sort(), [
		'BODY_LIMIT',
		'DATA_KEY_FILE',
		'DOCUMENTS',
		'LOG_LEVEL',
		'METRICS_PORT',
		'OTEL_EXPORTER_OTLP_ENDPOINT',
		'PORT',
		'PUBLIC_URL',
		'RATE_LIMIT',
		'RENDER_THREADS',
		'TEMPLATES_DIR',
		'TIME_ZONE',
		'WORK',
	]);
	t.ok(listed.every((line) => / must (?:be|name) | needs /.test(line) && line.endsWith('.')));
});

t.test('a key that is too short, or that no header can carry, is refused without repeating it', async (t) => {
	for (const key of ['k'.repeat(31), `${'k'.repeat(31)} `, `${'k'.repeat(40)}é`]) {
		t.match(reasons({ API_KEY: key }), /API_KEY must have at least 32 characters/);
		t.notMatch(reasons({ API_KEY: key }), /kkk/);
	}
});

t.test('a file may hold a key', async (t) => {
	const file = join(t.testdir(), 'key');
	writeFileSync(file, `${KEY}\n`);
	t.equal(readConfig({ API_KEY_FILE: file, HOST: '0.0.0.0' }).apiKey, KEY);
	t.match(reasons({ API_KEY_FILE: file, API_KEY: KEY }), /must not both be set/);
	t.match(reasons({ API_KEY_FILE: `${file}-missing` }), /API_KEY_FILE must name a file/);
	t.notMatch(reasons({ API_KEY_FILE: `${file}-missing` }), /key-missing/);
	writeFileSync(file, 'short');
	t.match(reasons({ API_KEY_FILE: file }), /API_KEY must have at least 32/);
	writeFileSync(file, '');
	t.match(reasons({ API_KEY_FILE: file }), /API_KEY must have at least 32/);
});

t.test('object storage needs a bucket, a key and its secret; the rest has defaults', async (t) => {
	const keys = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' };
	t.match(readConfig({ DOCUMENTS: 's3://superbills', ...keys }).documents, {
		endpoint: 'https://s3.us-east-1.amazonaws.com',
		bucket: 'superbills',
		prefix: '',
	});
	t.equal(readConfig(keys).documents, undefined);
	for (const name of Object.keys(keys)) {
		t.match(
			reasons({ DOCUMENTS: 's3://superbills', ...keys, [name]: '' }),
			new RegExp(`DOCUMENTS needs ${name} as well`),
		);
	}
	for (const place of [
		'superbills',
		's3://',
		's3://Bucket',
		's3://superbills/../other',
		's3://superbills/a b',
	]) {
		t.match(reasons({ DOCUMENTS: place, ...keys }), /DOCUMENTS must be like/, place);
	}
	t.match(
		reasons({ S3_ENDPOINT: 'storage', S3_REGION: 'a b' }),
		/S3_ENDPOINT must be[\s\S]*S3_REGION must be/,
	);
	const file = join(t.testdir(), 'secret');
	writeFileSync(file, 'from a file\n');
	const given = { DOCUMENTS: 's3://superbills', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY_FILE: file };
	t.match(readConfig(given).documents, { secretAccessKey: 'from a file' });
	t.match(readConfig(given, STORE_FIELDS).documents, {
		bucket: 'superbills',
		secretAccessKey: 'from a file',
	});
});

t.test('only the variables of the requested fields are read', async (t) => {
	const env = { PORT: 'x', DATABASE_URL: 'mysql://x', DATA_KEY: 'short', API_KEY_FILE: '/nowhere' };
	t.strictSame(readConfig(env, ['dataDir', 'work']), { dataDir: './data', work: true });
	t.throws(
		() => readConfig(env, STORE_FIELDS),
		/\nDATABASE_URL must be a URL.*\nDATA_KEY must hold 32 bytes.*$/,
	);
});

t.test('the README lists every variable, and no other', async (t) => {
	const [, settings = ''] =
		/^## Settings$(.*?)^## /ms.exec(readFileSync(new URL('README.md', ROOT), 'utf8')) ?? [];
	const rows = [...settings.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
	t.strictSame(rows.sort(), Object.keys(Environment.shape).sort());
});

t.test('every variable is described', async (t) => {
	for (const [name, schema] of Object.entries(Environment.shape)) t.match(schema.description, /\.$/, name);
});
