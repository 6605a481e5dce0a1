/** The facts about an error that a log or a terminal may show. */
export interface ErrorFacts {
	readonly name: string;
	readonly code?: string | undefined;
	/** Frames of our own code, innermost first, as `function file:line:column`. */
	readonly stack?: readonly string[] | undefined;
}

/** Matches a frame of our own code. The part before the project's folder, which names this machine's folders, is dropped. */
const OWN_FRAME =
	/^ {4}at (?:async )?(?:new )?(?:([\w$.<>#]+) .*)?.*\/((?:src|test|dist\/app)\/[\w./-]+:\d+:\d+)\)?$/;

/** Describes an error without its message, because a message may quote patient data. */
export function describeError(error: unknown): ErrorFacts {
	if (!(error instanceof Error)) return { name: 'NotAnError', code: typeof error };
	const { code, constructor: type } = error as Error & { readonly code?: unknown };
	return {
		// Anything can change the property `name`, but not the name of the class.
		name: /^[\w$]+$/.exec(String(type?.name ?? ''))?.[0] ?? 'Error',
		code: typeof code === 'string' ? /^[A-Z_\d]+$/.exec(code)?.[0] : undefined,
		stack: ownFrames(String(error.stack ?? ''), String(error.message)),
	};
}

function ownFrames(stack: string, message: string): readonly string[] | undefined {
	const frames = stack
		// The stack begins with the message, whose lines may look like frames.
		.slice(message === '' ? 0 : stack.indexOf(message) + message.length)
		.split('\n')
		.filter((line) => !line.includes('node_modules'))
		.flatMap((line) => {
			const [, name, place] = OWN_FRAME.exec(line) ?? [];
			return place === undefined ? [] : [name === undefined ? place : `${name} ${place}`];
		});
	return frames.length === 0 ? undefined : frames;
}
