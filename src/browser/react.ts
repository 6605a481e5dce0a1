import type * as ReactTypes from 'react';

/**
 * Swagger UI's own copy of React, which it hands to its plugins, so the pages need no second one. It is empty until
 * `takeReact`: use it in components, not where a module is loaded.
 * https://github.com/swagger-api/swagger-ui/blob/master/docs/customization/plugin-api.md
 */
export const React = {} as typeof ReactTypes;

/** CallOperation it in the plugin, before a component is rendered. */
export function takeReact(system: { readonly React: typeof ReactTypes }): void {
	Object.assign(React, system.React);
}
