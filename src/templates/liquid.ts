import { Liquid } from 'liquidjs';

const engine = new Liquid({ strictVariables: true, strictFilters: true });

/** A template's text with its variables filled in. */
export function fillText(source: string, variables: object): string {
	return source.includes('{') ? (engine.parseAndRenderSync(source, variables) as string) : source;
}
