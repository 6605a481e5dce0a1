import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { OperatorError } from './calls/operator-error.ts';
import type { Bucket } from './store/documents/objects.ts';
import { isTimeZone } from './superbill/dates.ts';
import { isKeyText } from './vault/keyring.ts';

/** Every environment variable, with its check and its default. Each message completes a sentence that starts with the variable's name. */
export const Environment = z.object({
	HOST: z
		.string()
		.default('127.0.0.1')
		.describe('Address to listen on. Any address except loopback requires an API key.'),
	PORT: whole(0, 65_535, 'like 3000; 0 takes any free port').default(3000).describe('Port to listen on.'),
	PUBLIC_URL: z
		.url({ protocol: /^https?$/, error: 'must be a URL like "https://superbill.example.com"' })
		.optional()
		.describe('URL at which users reach the service. An https URL makes browsers stay on https (HSTS).'),
	API_KEY: z
		.string()
		.regex(
			/^[\w.~+/-]{32,}=*$/,
			'must have at least 32 characters, all of them letters, digits or - . _ ~ + /; make one with: openssl rand -hex 32',
		)
		.optional()
		.describe(
			'The operator\'s key, sent as "Authorization: Bearer …", with every scope for every practice. While no key exists, only this machine may call.',
		),
	API_KEY_FILE: z.string().optional().describe('A file that holds API_KEY.'),
	LOG_LEVEL: z
		.enum(['fatal', 'error', 'warn', 'info', 'silent'], {
			error: 'must be one of fatal, error, warn, info, silent',
		})
		.default('info')
		.describe('The lowest severity that the log records.'),
	BODY_LIMIT: whole(1024, 100 * 1024 * 1024, 'in bytes, like 1048576')
		.default(1024 * 1024)
		.describe('Largest request body, in bytes.'),
	RATE_LIMIT: whole(1, 1_000_000, 'like 600')
		.default(600)
		.describe(
			'Requests per minute for each API key, and for each address that sends none. Their bodies may have 100 KiB on average.',
		),
	RENDER_THREADS: whole(0, 64, 'like 2; 0 draws on the main thread')
		.default(() => Math.min(availableParallelism(), 4))
		.describe('Threads that draw documents. The default is one per processor core, at most four.'),
	WORK: z
		.enum(['on', 'off'], { error: 'must be on or off' })
		.default('on')
		.describe(
			'Lets the server process batches itself. Turn it off if "superbill work" processes them, which requires DATABASE_URL.',
		),
	METRICS_PORT: whole(0, 65_535, 'like 9464; 0 takes any free port')
		.optional()
		.describe('Second port on HOST that serves GET /metrics for Prometheus without a key. Off by default.'),
	OTEL_EXPORTER_OTLP_ENDPOINT: z
		.url({ protocol: /^https?$/, error: 'must be a URL like "http://localhost:4318"' })
		.optional()
		.describe('OpenTelemetry collector that receives traces by OTLP over HTTP. Off by default.'),
	OTEL_SDK_DISABLED: z.string().optional().describe('"true" turns traces off.'),
	TIME_ZONE: z
		.string()
		.refine(isTimeZone, 'must be an IANA time zone name, like "America/Denver"')
		.default(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
		.describe(
			"Time zone that decides today's date for practices that do not set one. The default is the system's.",
		),
	DATA_DIR: z
		.string()
		.default('./data')
		.describe(
			'Folder for the SQLite file, the data key and the imported code sets. It is created with access for its owner only.',
		),
	CREATE_STORE: z
		.enum(['on', 'off'], { error: 'must be on or off' })
		.default('on')
		.describe(
			'Makes a new store if there is none. Turn it off once the store exists: then a start without it, such as with a disk that is not mounted, is refused.',
		),
	DATABASE_URL: z
		.string()
		.regex(/^postgres(?:ql)?:\/\//, 'must be a URL like "postgres://user@host/database"')
		.optional()
		.describe('PostgreSQL database to use instead of the SQLite file in DATA_DIR.'),
	DATABASE_URL_FILE: z
		.string()
		.optional()
		.describe('A file that holds DATABASE_URL, which may contain a password.'),
	DATA_KEY: z
		.string()
		.refine(
			isKeyText,
			'must hold 32 bytes in base64 (44 characters); make a key with: openssl rand -base64 32',
		)
		.optional()
		.describe(
			'Key that encrypts stored data: 32 bytes in base64. Several keys are separated by commas: the first encrypts, all decrypt. Without it, the service makes a key at first start and keeps it in DATA_DIR.',
		),
	DATA_KEY_FILE: z.string().optional().describe('A file that holds DATA_KEY.'),
	DOCUMENTS: z
		.string()
		.regex(
			/^s3:\/\/[a-z\d][a-z\d.-]{2,62}(?:\/[\w-][\w.-]*)*\/?$/,
			'must be like "s3://bucket/prefix", with only letters, digits and - . _',
		)
		.optional()
		.describe(
			'S3-compatible object storage for the PDFs of issued superbills, instead of the database. The service encrypts them first.',
		),
	S3_ENDPOINT: z
		.url({ protocol: /^https?$/, error: 'must be a URL like "https://storage.example.com"' })
		.optional()
		.describe("Server of DOCUMENTS. The default is Amazon's."),
	S3_REGION: z
		.string()
		.regex(/^[\w-]+$/, 'must be a name like "us-east-1"')
		.default('us-east-1')
		.describe('Region of DOCUMENTS.'),
	AWS_ACCESS_KEY_ID: z.string().optional().describe('Access key for DOCUMENTS.'),
	AWS_ACCESS_KEY_ID_FILE: z.string().optional().describe('A file that holds AWS_ACCESS_KEY_ID.'),
	AWS_SECRET_ACCESS_KEY: z.string().optional().describe('Secret of that access key.'),
	AWS_SECRET_ACCESS_KEY_FILE: z.string().optional().describe('A file that holds AWS_SECRET_ACCESS_KEY.'),
	NAME_BEGINNINGS: z
		.enum(['on', 'off'], { error: 'must be on or off' })
		.default('on')
		.describe(
			'Finds patients by the first letters of their names, from three on. Turn it off if the database should reveal less to someone without the data key.',
		),
	RETENTION_DAYS: whole(1, 36_500, 'like 2555 for seven years')
		.optional()
		.describe(
			'Days after which the content of a superbill is purged; its number, hash and history remain. Off by default.',
		),
	TEMPLATES_DIR: z
		.string()
		.refine(isReadableFolder, 'must be a folder that this process may read')
		.optional()
		.describe('Folder with your own page templates, in addition to the shipped ones.'),
	PACKS_DIR: z
		.string()
		.optional()
		.describe('Folder with your own rule packs (YAML). A pack with the id of a shipped one replaces it.'),
	RULES_FILE: z
		.string()
		.optional()
		.describe('YAML file that sets the severity of rules, for all practices or for one.'),
});

/** Variables that can also be read from a file, as container secrets are: `<NAME>_FILE` names the file. */
const SECRETS = [
	'API_KEY',
	'DATABASE_URL',
	'DATA_KEY',
	'AWS_ACCESS_KEY_ID',
	'AWS_SECRET_ACCESS_KEY',
] as const;

type Variables = z.output<typeof Environment>;
type Variable = keyof Variables;

export interface Config {
	readonly host: string;
	readonly port: number;
	readonly publicUrl?: string | undefined;
	/** Without a key, here or in the store, only this machine may call. */
	readonly apiKey?: string | undefined;
	readonly logLevel: Variables['LOG_LEVEL'];
	/** Bytes. */
	readonly bodyLimit: number;
	/** Requests per minute. */
	readonly rateLimit: number;
	/** Threads that draw; 0 draws on the main thread. */
	readonly renderThreads: number;
	/** The server processes batches itself. */
	readonly work: boolean;
	readonly metricsPort?: number | undefined;
	/** The OpenTelemetry SDK reads the endpoint itself. */
	readonly traces: boolean;
	readonly timeZone: string;
	/** May not exist yet. */
	readonly dataDir: string;
	/** A store may be made if there is none. */
	readonly createStore: boolean;
	/** `postgres://…`; without it, SQLite in `dataDir`. */
	readonly databaseUrl?: string | undefined;
	/** Data keys in base64; without them, a file in `dataDir` holds the keys. */
	readonly dataKey?: string | undefined;
	/** Object storage for documents; without it, the database holds them. */
	readonly documents?: Bucket | undefined;
	/** Names are also found by the beginnings of their words. */
	readonly nameBeginnings: boolean;
	readonly retentionDays?: number | undefined;
	readonly templatesDir?: string | undefined;
	readonly packsDir?: string | undefined;
	readonly rulesFile?: string | undefined;
}

interface Field<T> {
	readonly from: readonly Variable[];
	readonly value: (variables: Variables) => T;
}

const same = <V extends Variable>(name: V): Field<Variables[V]> => ({
	from: [name],
	value: (variables) => variables[name],
});

const FIELDS: { readonly [F in keyof Config]-?: Field<Config[F]> } = {
	host: same('HOST'),
	port: same('PORT'),
	publicUrl: same('PUBLIC_URL'),
	apiKey: same('API_KEY'),
	logLevel: same('LOG_LEVEL'),
	bodyLimit: same('BODY_LIMIT'),
	rateLimit: same('RATE_LIMIT'),
	renderThreads: same('RENDER_THREADS'),
	work: { from: ['WORK'], value: ({ WORK }) => WORK === 'on' },
	metricsPort: same('METRICS_PORT'),
	// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
	traces: {
		from: ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_SDK_DISABLED'],
		value: ({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: disabled }) =>
			endpoint !== undefined && disabled?.toLowerCase() !== 'true',
	},
	timeZone: same('TIME_ZONE'),
	dataDir: same('DATA_DIR'),
	createStore: { from: ['CREATE_STORE'], value: ({ CREATE_STORE }) => CREATE_STORE === 'on' },
	databaseUrl: same('DATABASE_URL'),
	dataKey: same('DATA_KEY'),
	documents: {
		from: ['DOCUMENTS', 'S3_ENDPOINT', 'S3_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
		value: bucketOf,
	},
	nameBeginnings: { from: ['NAME_BEGINNINGS'], value: ({ NAME_BEGINNINGS }) => NAME_BEGINNINGS === 'on' },
	retentionDays: same('RETENTION_DAYS'),
	templatesDir: same('TEMPLATES_DIR'),
	packsDir: same('PACKS_DIR'),
	rulesFile: same('RULES_FILE'),
};

const ALL_FIELDS = Object.keys(FIELDS) as readonly (keyof Config)[];

/** Fields needed to open the store. */
export const STORE_FIELDS = [
	'dataDir',
	'createStore',
	'databaseUrl',
	'dataKey',
	'documents',
	'nameBeginnings',
] as const;

export type StoreConfig = Pick<Config, (typeof STORE_FIELDS)[number]>;

/** Fields needed to create the service. */
export const SERVICE_FIELDS = ['dataDir', 'timeZone', 'templatesDir', 'packsDir', 'rulesFile'] as const;

export type ServiceConfig = Pick<Config, (typeof SERVICE_FIELDS)[number]>;

/**
 * Reads the configuration from the environment. A command names the fields it needs: a mistake in any other variable
 * does not concern it.
 * @throws OperatorError with every mistake
 */
export function readConfig(env: NodeJS.ProcessEnv): Config;
export function readConfig<F extends keyof Config>(
	env: NodeJS.ProcessEnv,
	fields: readonly F[],
): Pick<Config, F>;
export function readConfig(
	env: NodeJS.ProcessEnv,
	fields: readonly (keyof Config)[] = ALL_FIELDS,
): Partial<Config> {
	const variables = readVariables(
		env,
		fields.flatMap((field) => FIELDS[field].from),
	);
	return Object.fromEntries(fields.map((field) => [field, FIELDS[field].value(variables)]));
}

/** Variables that were not asked for are left out. */
function readVariables(env: NodeJS.ProcessEnv, names: readonly Variable[]): Variables {
	const mistakes: string[] = [];
	// Compose files and units often leave a variable empty to mean that it is not set.
	const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
	for (const name of SECRETS) if (names.includes(name)) given[name] = readSecret(name, given, mistakes);
	const chosen = z.object(Object.fromEntries(names.map((name) => [name, Environment.shape[name]])));
	const { data, error } = chosen.safeParse(given);
	for (const { path, message } of error?.issues ?? []) mistakes.push(`${path.join('.')} ${message}.`);
	if (names.includes('DOCUMENTS') && given['DOCUMENTS'] !== undefined) {
		const missing = S3_KEYS.filter((name) => given[name] === undefined);
		if (missing.length > 0) mistakes.push(`DOCUMENTS needs ${missing.join(' and ')} as well.`);
	}
	if (data && mistakes.length === 0) return data as Variables;
	throw new OperatorError('Fix these environment variables and try again:', mistakes);
}

const S3_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

function bucketOf(variables: Variables): Bucket | undefined {
	const { DOCUMENTS, S3_REGION: region, S3_ENDPOINT } = variables;
	if (DOCUMENTS === undefined) return undefined;
	const [bucket = '', ...prefix] = DOCUMENTS.replace(/^s3:\/\//, '')
		.split('/')
		.filter(Boolean);
	return {
		endpoint: (S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`).replace(/\/+$/, ''),
		region,
		bucket,
		prefix: prefix.map((step) => `${step}/`).join(''),
		accessKeyId: variables.AWS_ACCESS_KEY_ID as string,
		secretAccessKey: variables.AWS_SECRET_ACCESS_KEY as string,
	};
}

function readSecret(name: string, env: NodeJS.ProcessEnv, mistakes: string[]): string | undefined {
	const file = env[`${name}_FILE`];
	if (file === undefined) return env[name];
	if (env[name] !== undefined) {
		mistakes.push(`${name} and ${name}_FILE must not both be set: keep one.`);
		return env[name];
	}
	try {
		return readFileSync(file, 'utf8').trim();
	} catch {
		mistakes.push(`${name}_FILE must name a file that this process may read.`);
		return undefined;
	}
}

export function isLoopback(host: string): boolean {
	return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

function isReadableFolder(path: string): boolean {
	try {
		accessSync(path, constants.R_OK | constants.X_OK);
		return statSync(path).isDirectory();
	} catch {
		return false;
	}
}

function whole(least: number, most: number, form: string) {
	return z
		.string()
		.refine(
			(text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most,
			`must be a whole number from ${least} to ${most}, ${form}`,
		)
		.transform(Number);
}
