import { React, takeReact } from '../react.ts';
import type { MakePlugin } from '../swagger-ui.ts';
import { answer, PlainText } from './answer.tsx';
import { executeButton } from './execute.tsx';
import { BodyEditor, labelled, lockedWhileRunning, namedInput, parameterField } from './fields.tsx';
import { OperationHeading, operationGroup, pageHeader, ResetButton } from './headings.tsx';
import { authorizeButton } from './key.tsx';
import { clearAnswerOf, framed } from './operation-frame.tsx';

/** Makes Swagger UI safe to use by people who do not program, and accessible. */
export const safeDocs: MakePlugin = (system) => {
	takeReact(system);
	return {
		fn: { resolveSubtree: onlyIfNeeded(system['fn'].resolveSubtree) },
		components: {
			OperationSummary: OperationHeading,
			TryItOutButton: ResetButton,
			RequestBodyEditor: BodyEditor,
			PlainTextViewer: PlainText,
			clear: () => null,
		},
		wrapComponents: {
			operation: framed,
			OperationTag: operationGroup,
			InfoContainer: pageHeader,
			AuthorizeBtnContainer: (Original) => (props) => (
				<section aria-label="API key">
					<Original {...props} />
				</section>
			),
			authorizeBtn: (_original, bound) => authorizeButton(bound),
			execute: (_original, bound) => executeButton(bound),
			liveResponse: (_original, bound) => answer(bound),
			parameters: lockedWhileRunning,
			JsonSchema_string: parameterField,
			ExamplesSelect: labelled,
			Input: namedInput,
		},
		statePlugins: {
			spec: {
				wrapActions: {
					changeParamByIdentity:
						(original, bound) =>
						(path: readonly string[], parameter, value, ...rest) => {
							const before = bound.specSelectors['parameterWithMetaByIdentity'](path, parameter)?.get(
								'value',
							);
							if ((before ?? null) !== (value ?? null)) clearAnswerOf(bound, path);
							return original(path, parameter, value, ...rest);
						},
				},
				wrapSelectors: {
					// Swagger UI fills fields in from these. Our fields show them as hints and choices instead.
					parameterWithMetaByIdentity:
						(original) =>
						(_state, ...args) =>
							PREFILLING.reduce(setAside, original(...args)),
				},
			},
			oas3: {
				wrapActions: {
					setRequestBodyValue: (original, bound) => (change: BodyChange) => {
						const before: unknown = bound['oas3Selectors'].requestBodyValue(...change.pathMethod);
						if ((before ?? '') !== (change.value ?? '')) clearAnswerOf(bound, change.pathMethod);
						return original(change);
					},
					setRequestContentType: (original, bound) => (change: BodyChange) => {
						const before: unknown = bound['oas3Selectors'].requestContentType(...change.pathMethod);
						if (before !== change.value) clearAnswerOf(bound, change.pathMethod);
						return original(change);
					},
				},
			},
		},
	};
};

type ResolveSubtree = (contract: object, path: readonly string[], ...rest: unknown[]) => Promise<unknown>;

/**
 * Leaves a part of the contract without references as it is. Resolving any part takes Swagger UI a second, because it reads the
 * whole contract, and it asks for the security schemes before it shows anything.
 */
function onlyIfNeeded(resolve: ResolveSubtree): ResolveSubtree {
	return async (contract, path, ...rest) => {
		const part = path.reduce<unknown>(
			(inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
			contract,
		);
		return part === undefined || JSON.stringify(part).includes('"$ref"')
			? resolve(contract, path, ...rest)
			: { spec: part, errors: [] };
	};
}

/** Names under which `fields.tsx` finds what Swagger UI must not: `x-enum`, `x-default`. */
function setAside(parameter: ImmutableMap | undefined, path: readonly string[]): ImmutableMap | undefined {
	const value = parameter?.getIn(path);
	return value === undefined
		? parameter
		: parameter?.deleteIn(path).setIn(['schema', `x-${path.at(-1)}`], value);
}

interface ImmutableMap {
	getIn(path: readonly string[]): unknown;
	setIn(path: readonly string[], value: unknown): ImmutableMap;
	deleteIn(path: readonly string[]): ImmutableMap;
}

const PREFILLING = [
	['example'],
	['default'],
	['schema', 'example'],
	['schema', 'default'],
	['schema', 'enum'],
];

interface BodyChange {
	readonly value: unknown;
	readonly pathMethod: readonly [string, string];
}
