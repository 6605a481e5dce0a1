import { countFindings, type Finding } from '../../superbill/finding.ts';
import { csvRow } from './csv.ts';

/** The result of an item. */
export type ItemStatus = 'issued' | 'rendered' | 'failed' | 'cancelled';

/** An entry of a manifest. */
export interface ManifestItem {
	/** From 1. */
	readonly position: number;
	/** The first and last row, or line, of the upload that it is made of. */
	readonly rows?: readonly [first: number, last: number] | undefined;
	readonly number?: string | undefined;
	readonly superbillId?: string | undefined;
	readonly status: ItemStatus;
	/** Undefined without a document. */
	readonly file?: ManifestFile | undefined;
	readonly findings: readonly Finding[];
}

export interface ManifestFile {
	readonly name: string;
	/** In hexadecimal digits. */
	readonly sha256: string;
	readonly bytes: number;
}

/** Writes a manifest for programs. Each item is on its own line and has the same properties. */
export function manifestJson(batch: string, items: readonly ManifestItem[]): string {
	const lines = items.map(({ position, rows, number, superbillId, status, file, findings }) =>
		JSON.stringify({
			position,
			rows: rows ?? null,
			number: number ?? null,
			superbillId: superbillId ?? null,
			status,
			sha256: file?.sha256 ?? null,
			bytes: file?.bytes ?? null,
			file: file?.name ?? null,
			findings: findings.map(({ rule, severity, pointer, message, help, id }) => ({
				rule,
				severity,
				pointer,
				message,
				help,
				id,
			})),
		}),
	);
	return `{"batch":${JSON.stringify(batch)},"items":[\n${lines.join(',\n')}\n]}\n`;
}

const COLUMNS = [
	'position',
	'firstRow',
	'lastRow',
	'number',
	'superbillId',
	'status',
	'sha256',
	'bytes',
	'file',
	'errors',
	'warnings',
	'infos',
	'findings',
];

/** Writes a manifest for spreadsheets. Without the byte order mark, Excel reads accents wrongly. */
export function manifestCsv(items: readonly ManifestItem[]): string {
	const lines = items.map(({ position, rows, number, superbillId, status, file, findings }) => {
		const { error, warning, info } = countFindings(findings);
		return csvRow([
			position,
			rows?.[0] ?? null,
			rows?.[1] ?? null,
			number ?? null,
			superbillId ?? null,
			status,
			file?.sha256 ?? null,
			file?.bytes ?? null,
			file?.name ?? null,
			error,
			warning,
			info,
			summary(findings),
		]);
	});
	return `\ufeff${csvRow(COLUMNS)}${lines.join('')}`;
}

/** A cell in Excel holds at most 32,767 characters. */
const CELL = 32_000;

function summary(findings: readonly Finding[]): string {
	const all = findings
		.map(
			({ severity, rule, pointer, message }) =>
				`${severity} ${rule}${pointer && ` at ${pointer}`}: ${message}`,
		)
		.join(' | ');
	return all.length > CELL ? `${all.slice(0, CELL)}…` : all;
}
