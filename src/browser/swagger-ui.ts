import type * as React from 'react';

// biome-ignore lint/suspicious/noExplicitAny: Swagger UI has no types.
type Untyped = any;

/** The parts that the pages use of Swagger UI's plugin system. Its package has no types. */
export interface System {
	readonly React: typeof React;
	readonly getSystem: () => System;
	readonly getComponent: (name: string, container?: boolean | 'root') => React.ComponentType<Untyped>;
	readonly specSelectors: {
		/** The contract as an immutable map. */
		specJson(): { toJS(): unknown; get(name: string): unknown };
		loadingStatus(): 'loading' | 'success' | 'failed' | 'failedConfig' | undefined;
		readonly [more: string]: Untyped;
	};
	readonly specActions: Readonly<Record<string, (...args: Untyped[]) => unknown>>;
	readonly [more: string]: Untyped;
}

export interface Plugin {
	readonly components?: Readonly<Record<string, React.ComponentType<Untyped>>>;
	readonly wrapComponents?: Readonly<
		Record<string, (original: React.ComponentType<Untyped>, system: System) => React.ComponentType<Untyped>>
	>;
	readonly statePlugins?: Readonly<
		Record<
			string,
			{
				readonly wrapActions?: Readonly<
					Record<
						string,
						(original: (...args: Untyped[]) => Untyped, system: System) => (...args: Untyped[]) => Untyped
					>
				>;
				/** The original needs no state. https://swagger.io/docs/open-source-tools/swagger-ui/customization/plugin-api/#wrap-selectors */
				readonly wrapSelectors?: Readonly<
					Record<
						string,
						(
							original: (...args: Untyped[]) => Untyped,
							system: System,
						) => (state: Untyped, ...args: Untyped[]) => Untyped
					>
				>;
				readonly actions?: Readonly<Record<string, (...args: Untyped[]) => Untyped>>;
				readonly reducers?: Readonly<Record<string, (...args: Untyped[]) => Untyped>>;
				readonly selectors?: Readonly<Record<string, (...args: Untyped[]) => Untyped>>;
			}
		>
	>;
	readonly fn?: Readonly<Record<string, unknown>>;
	readonly afterLoad?: (system: System) => void;
}

export type MakePlugin = (system: System) => Plugin;

interface SwaggerUiBundle {
	(options: Readonly<Record<string, unknown>>): System;
	readonly presets: { readonly apis: unknown };
}

declare global {
	var SwaggerUIBundle: SwaggerUiBundle;
}

/**
 * Reads the contract with JSON.parse. Swagger UI would read it as YAML, which takes it more than a second for a contract
 * of this size.
 */
export const readContractAsJson: MakePlugin = () => ({
	statePlugins: {
		spec: {
			wrapActions: {
				parseToJson:
					(original, { specActions }) =>
					(text: string) => {
						try {
							return specActions['updateJsonSpec']?.(JSON.parse(text));
						} catch {
							return original(text);
						}
					},
			},
		},
	},
});
