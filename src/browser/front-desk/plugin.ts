import { takeReact } from '../react.ts';
import type { MakePlugin } from '../swagger-ui.ts';
import { FrontDeskLayout } from './page/layout.tsx';

/** The front desk: a layout of Swagger UI for staff, in place of its list of operations. */
export const frontDesk: MakePlugin = (system) => {
	takeReact(system);
	return { components: { FrontDesk: FrontDeskLayout } };
};
