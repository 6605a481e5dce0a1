import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { Bucket } from './store/documents/objects.ts';
import { isTimeZone } from './superbill/dates.ts';
import { isKeyText } from './vault/keyring.ts';

/**
 * The environment, read once at start. Every variable is described here and nowhere else; each message completes a
 * sentence that starts with the variable's name.
 */
export const Environment = z.object({
	HOST: z
		.string()
		.default('127.0.0.1')
		.describe('Address to listen on. Anything but loopback needs an API key.'),
	PORT: whole(0, 65_535, 'like 3000; 0 takes any free port').default(3000).describe('Port to listen on.'),
	PUBLIC_URL: z
		.url({ protocol: /^https?$/, error: 'must be a URL like "https://superbill.example.com"' })
		.optional()
		.describe('How users reach the service. With https, browsers are told to stay on https (HSTS).'),
	API_KEY: z
		.string()
		.regex(
			/^[\w.~+/-]{32,}=*$/,
			'must have at least 32 characters, only letters, digits and - . _ ~ + /; make one with: openssl rand -hex 32',
		)
		.optional()
		.describe(
			'The key of the operator, sent as "Authorization: Bearer …", with all scopes for all practices. As long as there is no key at all, only this machine may call.',
		),
	API_KEY_FILE: z.string().optional().describe('A file that holds the API_KEY, instead of API_KEY itself.'),
	LOG_LEVEL: z
		.enum(['fatal', 'error', 'warn', 'info', 'silent'], {
			error: 'must be one of fatal, error, warn, info, silent',
		})
		.default('info')
		.describe('The least severe log line that is written.'),
	BODY_LIMIT: whole(1024, 100 * 1024 * 1024, 'in bytes, like 1048576')
		.default(1024 * 1024)
		.describe('Largest request body in bytes.'),
	RATE_LIMIT: whole(1, 1_000_000, 'like 600')
		.default(600)
		.describe('Requests a minute for each API key, and for each address without one.'),
	RENDER_THREADS: whole(0, 64, 'like 2; 0 draws on the thread that answers, too')
		.default(() => Math.min(availableParallelism(), 4))
		.describe('Threads that draw; by default one a processor core, four at most.'),
	WORK: z
		.enum(['on', 'off'], { error: 'must be on or off' })
		.default('on')
		.describe(
			'Whether the server works on batches itself. With DATABASE_URL it may be off where "superbill work" does so.',
		),
	METRICS_PORT: whole(0, 65_535, 'like 9464; 0 takes any free port')
		.optional()
		.describe('Second port of HOST, with GET /metrics for Prometheus; it needs no key. Off unless set.'),
	OTEL_EXPORTER_OTLP_ENDPOINT: z
		.url({ protocol: /^https?$/, error: 'must be a URL like "http://localhost:4318"' })
		.optional()
		.describe('OpenTelemetry collector that traces are sent to, by OTLP over HTTP. Off unless set.'),
	OTEL_SDK_DISABLED: z.string().optional().describe('"true" turns traces off again.'),
	TIME_ZONE: z
		.string()
		.refine(isTimeZone, 'must be an IANA time zone name, like "America/Denver"')
		.default(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
		.describe("Decides what day today is where a practice names no time zone; the machine's own by default."),
	DATA_DIR: z
		.string()
		.default('./data')
		.describe(
			'Folder for what the service keeps: the SQLite file, the data key, imported code sets. Made for its owner alone.',
		),
	DATABASE_URL: z
		.string()
		.regex(/^postgres(?:ql)?:\/\//, 'must be a URL like "postgres://user@host/database"')
		.optional()
		.describe('PostgreSQL to keep superbills in, instead of an SQLite file in DATA_DIR.'),
	DATABASE_URL_FILE: z
		.string()
		.optional()
		.describe('A file that holds the DATABASE_URL, since a password may be in it.'),
	DATA_KEY: z
		.string()
		.refine(
			isKeyText,
			'must hold 32 bytes in base64 (44 characters); make a key with: openssl rand -base64 32',
		)
		.optional()
		.describe(
			'32 bytes in base64 that encrypt what is kept; make them with "openssl rand -base64 32". Several keys, divided by commas: the first encrypts, all decrypt. Without it, a file in DATA_DIR holds the keys, made at first start.',
		),
	DATA_KEY_FILE: z
		.string()
		.optional()
		.describe('A file that holds the DATA_KEY, instead of DATA_KEY itself.'),
	DOCUMENTS: z
		.string()
		.regex(
			/^s3:\/\/[a-z\d][a-z\d.-]{2,62}(?:\/[\w-][\w.-]*)*\/?$/,
			'must be like "s3://bucket/prefix", of letters, digits and - . _',
		)
		.optional()
		.describe(
			'S3-compatible object storage for the PDFs of issued superbills, instead of rows of the database. They are encrypted before.',
		),
	S3_ENDPOINT: z
		.url({ protocol: /^https?$/, error: 'must be a URL like "https://storage.example.com"' })
		.optional()
		.describe("Server of DOCUMENTS; Amazon's by default."),
	S3_REGION: z
		.string()
		.regex(/^[\w-]+$/, 'must be a name like "us-east-1"')
		.default('us-east-1')
		.describe('Region of DOCUMENTS.'),
	AWS_ACCESS_KEY_ID: z.string().optional().describe('Key that DOCUMENTS is opened with.'),
	AWS_ACCESS_KEY_ID_FILE: z.string().optional().describe('A file that holds the AWS_ACCESS_KEY_ID.'),
	AWS_SECRET_ACCESS_KEY: z.string().optional().describe('Its secret.'),
	AWS_SECRET_ACCESS_KEY_FILE: z.string().optional().describe('A file that holds the AWS_SECRET_ACCESS_KEY.'),
	RETENTION_DAYS: whole(1, 36_500, 'like 2555 for seven years')
		.optional()
		.describe(
			'Days after which what a superbill holds is purged; its number, hash and history remain. Off by default.',
		),
	TEMPLATES_DIR: z
		.string()
		.refine(isReadableFolder, 'must be a folder that this process may read')
		.optional()
		.describe('A folder with page templates of your own, beside the shipped ones.'),
	PACKS_DIR: z
		.string()
		.optional()
		.describe(
			"A folder with the operator's own rule packs (YAML); one with the id of a shipped pack replaces it.",
		),
	RULES_FILE: z
		.string()
		.optional()
		.describe('A YAML file that sets the severity of rules, for all practices or for single ones.'),
});

/** What may stand in a file. */
const SECRETS = [
	'API_KEY',
	'DATABASE_URL',
	'DATA_KEY',
	'AWS_ACCESS_KEY_ID',
	'AWS_SECRET_ACCESS_KEY',
] as const;

export interface Config {
	readonly host: string;
	readonly port: number;
	readonly publicUrl?: string | undefined;
	/** As long as there is no key, here or in the store, the service is for this machine only. */
	readonly apiKey?: string | undefined;
	readonly logLevel: z.output<typeof Environment>['LOG_LEVEL'];
	/** Bytes. */
	readonly bodyLimit: number;
	/** Requests a minute. */
	readonly rateLimit: number;
	/** Threads that draw; 0 draws on the main thread. */
	readonly renderThreads: number;
	/** Whether the server works on batches. */
	readonly work: boolean;
	/** Off where there is none. */
	readonly metricsPort?: number | undefined;
	/** Where traces go, the SDK reads for itself. */
	readonly traces: boolean;
	readonly timeZone: string;
	/** Folder of what is kept; it need not exist. */
	readonly dataDir: string;
	/** `postgres://…`; without it, SQLite in `dataDir`. */
	readonly databaseUrl?: string | undefined;
	/** Data keys in base64; without them, a file in `dataDir` has them. */
	readonly dataKey?: string | undefined;
	/** Where documents are put; without it, into the database. */
	readonly documents?: Bucket | undefined;
	readonly retentionDays?: number | undefined;
	/** A folder with the operator's own templates. */
	readonly templatesDir?: string | undefined;
	/** A folder of rule packs beside the shipped ones. */
	readonly packsDir?: string | undefined;
	readonly rulesFile?: string | undefined;
}

/** Why the service did not start: every variable at fault and what to do, one a line. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError';
	readonly reasons: readonly string[];

	constructor(reasons: readonly string[]) {
		super(['The service was not started:', ...reasons.map((reason) => `  ${reason}`)].join('\n'));
		this.reasons = reasons;
	}
}

/** @throws ConfigError listing everything that is wrong, not only the first. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
	const data = readVariables(Environment, env);
	return {
		host: data.HOST,
		port: data.PORT,
		publicUrl: data.PUBLIC_URL,
		apiKey: data.API_KEY,
		logLevel: data.LOG_LEVEL,
		bodyLimit: data.BODY_LIMIT,
		rateLimit: data.RATE_LIMIT,
		renderThreads: data.RENDER_THREADS,
		work: data.WORK === 'on',
		metricsPort: data.METRICS_PORT,
		// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
		traces:
			data.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined && data.OTEL_SDK_DISABLED?.toLowerCase() !== 'true',
		timeZone: data.TIME_ZONE,
		dataDir: data.DATA_DIR,
		databaseUrl: data.DATABASE_URL,
		dataKey: data.DATA_KEY,
		documents: bucketOf(data),
		retentionDays: data.RETENTION_DAYS,
		templatesDir: data.TEMPLATES_DIR,
		packsDir: data.PACKS_DIR,
		rulesFile: data.RULES_FILE,
	};
}

/** Where superbills are kept, and what they are sealed with. */
export type StoreConfig = Pick<Config, 'dataDir' | 'databaseUrl' | 'dataKey' | 'documents'>;

/** For commands beside the server, which need no more. @throws ConfigError */
export function readStoreConfig(env: NodeJS.ProcessEnv): StoreConfig {
	const data = readVariables(StoreEnvironment, env);
	return {
		dataDir: data.DATA_DIR,
		databaseUrl: data.DATABASE_URL,
		dataKey: data.DATA_KEY,
		documents: bucketOf(data),
	};
}

const StoreEnvironment = Environment.pick({
	DATA_DIR: true,
	DATABASE_URL: true,
	DATA_KEY: true,
	DOCUMENTS: true,
	S3_ENDPOINT: true,
	S3_REGION: true,
	AWS_ACCESS_KEY_ID: true,
	AWS_SECRET_ACCESS_KEY: true,
});

/** @throws ConfigError */
function bucketOf(data: z.output<typeof StoreEnvironment>): Bucket | undefined {
	if (data.DOCUMENTS === undefined) return undefined;
	const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, S3_REGION: region } = data;
	if (accessKeyId === undefined || secretAccessKey === undefined) {
		throw new ConfigError([
			'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set, or a file named for each, where DOCUMENTS is.',
		]);
	}
	const [bucket = '', ...prefix] = data.DOCUMENTS.replace(/^s3:\/\//, '')
		.split('/')
		.filter(Boolean);
	return {
		endpoint: (data.S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`).replace(/\/+$/, ''),
		region,
		bucket,
		prefix: prefix.map((step) => `${step}/`).join(''),
		accessKeyId,
		secretAccessKey,
	};
}

function readVariables<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
	const reasons: string[] = [];
	// Compose files and units often leave a variable empty to mean that it is not set.
	const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
	const secrets = SECRETS.filter((name) => name in schema.shape);
	const { success, data, error } = schema.safeParse({
		...given,
		...Object.fromEntries(secrets.map((name) => [name, secret(name, given, reasons)])),
	});
	for (const issue of error?.issues ?? []) reasons.push(`${issue.path.join('.')} ${issue.message}.`);
	if (!success || reasons.length > 0) throw new ConfigError(reasons);
	return data;
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

/** A secret may stand in a file, named by the variable with `_FILE`, as container secrets do. */
function secret(name: string, env: NodeJS.ProcessEnv, reasons: string[]): string | undefined {
	const fileName = env[`${name}_FILE`];
	if (fileName === undefined) return env[name];
	if (env[name] !== undefined) {
		reasons.push(`${name} and ${name}_FILE must not both be set: keep one.`);
		return env[name];
	}
	try {
		return readFileSync(fileName, 'utf8').trim();
	} catch {
		reasons.push(`${name}_FILE must name a file that this process may read.`);
		return undefined;
	}
}
