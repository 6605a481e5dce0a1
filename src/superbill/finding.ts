/** What a check has to say. `error` refuses the document, `warning` and `info` let it through. */
export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
	/** The id of the rule in the catalogue; `shape`; or `visits`, of how visits were put together. */
	readonly rule: string;
	readonly severity: Severity;
	/** RFC 6901 pointer into the request; it always resolves there. `""` is the whole request. */
	readonly pointer: string;
	/** One plain sentence that names the value at fault: codes and amounts, never names or birth dates. */
	readonly message: string;
	/** What to do about it. */
	readonly help: string;
}

export type Status = 'ok' | 'warnings' | 'errors';

export type FindingCounts = Readonly<Record<Severity, number>>;

export function countFindings(findings: readonly Finding[]): FindingCounts {
	const counts = { error: 0, warning: 0, info: 0 };
	for (const { severity } of findings) counts[severity]++;
	return counts;
}

export function statusOf(findings: readonly Finding[]): Status {
	const counts = countFindings(findings);
	return counts.error > 0 ? 'errors' : counts.warning > 0 ? 'warnings' : 'ok';
}

/** The value of the `Superbill-Findings` header: `errors=0, warnings=1, infos=2`. */
export function findingsHeader(findings: readonly Finding[]): string {
	const counts = countFindings(findings);
	return `errors=${counts.error}, warnings=${counts.warning}, infos=${counts.info}`;
}

/** An RFC 6901 pointer from path steps: `["a/b", 0]` → `/a~1b/0`. */
export function pointer(path: readonly PropertyKey[]): string {
	return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A name that can stand in a path as it is; any other is quoted there, and cut where it is absurdly long. */
const PLAIN_NAME = /^[\w$-]{1,60}$/;

/** A path as people write it: `["serviceLines", 0, "charge"]` → `serviceLines[0].charge`. */
export function fieldName(path: readonly PropertyKey[]): string {
	return path
		.map((step, i) => {
			if (typeof step === 'number') return `[${step}]`;
			const name = String(step);
			if (!PLAIN_NAME.test(name)) return `[${JSON.stringify(name.slice(0, 60))}]`;
			return i === 0 ? name : `.${name}`;
		})
		.join('');
}
