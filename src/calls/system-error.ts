/** An error of the operating system, which has a code and the call that failed. */
export interface SystemError extends Error {
	readonly code: string;
	readonly syscall: string;
	readonly path?: string;
}

export function isSystemError(error: unknown): error is SystemError {
	return (
		error instanceof Error &&
		'code' in error &&
		typeof error.code === 'string' &&
		'syscall' in error &&
		typeof error.syscall === 'string'
	);
}
