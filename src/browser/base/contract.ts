/** The parts of an OpenAPI 3.1 document that the pages read. */
export interface Contract {
	readonly paths: Readonly<Record<string, Readonly<Record<string, ContractOperation>>>>;
	readonly components: { readonly schemas: Readonly<Record<string, ContractSchema>> };
}

export interface ContractOperation {
	readonly operationId: string;
	readonly parameters?: readonly ContractParameter[];
	readonly requestBody?: {
		readonly content: Readonly<
			Record<
				string,
				{
					readonly schema?: ContractSchema;
					readonly examples?: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
				}
			>
		>;
	};
}

export interface ContractParameter {
	readonly name: string;
	readonly in: 'path' | 'query' | 'header';
	readonly schema?: ContractSchema;
}

/** A JSON schema as the contract writes them. */
export interface ContractSchema {
	readonly $ref?: string;
	readonly type?: string | readonly string[];
	readonly description?: string;
	readonly enum?: readonly string[];
	readonly pattern?: string;
	readonly format?: string;
	readonly default?: unknown;
	readonly examples?: readonly unknown[];
	readonly properties?: Readonly<Record<string, ContractSchema>>;
	readonly required?: readonly string[];
	readonly items?: ContractSchema;
	readonly maxItems?: number;
	readonly additionalProperties?: boolean | ContractSchema;
	readonly anyOf?: readonly ContractSchema[];
}

export interface Route {
	readonly method: string;
	readonly path: string;
	readonly operation: ContractOperation;
}

/** @throws RangeError for an operation that the contract does not have, which is a defect of the page. */
export function routeOf(contract: Contract, operationId: string): Route {
	for (const [path, operations] of Object.entries(contract.paths)) {
		for (const [method, operation] of Object.entries(operations)) {
			if (operation.operationId === operationId) return { method: method.toUpperCase(), path, operation };
		}
	}
	throw new RangeError(`The contract has no operation ${operationId}.`);
}

/** Follows a reference. What stands next to it, such as a description, wins. */
export function resolved(contract: Contract, schema: ContractSchema): ContractSchema {
	const name = schema.$ref?.split('/').pop();
	return name === undefined ? schema : { ...contract.components.schemas[name], ...schema };
}

export interface CallArguments {
	readonly path?: Readonly<Record<string, string>>;
	/** Parameters without a value are left out; a list gives one parameter for each entry. */
	readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
	readonly headers?: Readonly<Record<string, string>>;
	/** JSON, or a file with its own type. */
	readonly body?: unknown;
}

/** Fills in the path and the query of an operation. */
export function urlOf({ path }: Route, { path: values = {}, query = {} }: CallArguments): string {
	const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
	const parameters = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		for (const one of Array.isArray(value) ? value : [value]) {
			if (one !== undefined && one !== '') parameters.append(name, String(one));
		}
	}
	const text = parameters.toString();
	return text === '' ? filled : `${filled}?${text}`;
}
