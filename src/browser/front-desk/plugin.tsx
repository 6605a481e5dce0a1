import { React, takeReact } from '../react.ts';
import type { MakePlugin } from '../swagger-ui.ts';

/** The front desk: a layout of Swagger UI for staff, in place of its list of operations. */
export const frontDesk: MakePlugin = (system) => {
	takeReact(system);
	return { components: { FrontDesk } };
};

function FrontDesk() {
	const [n, setN] = React.useState(0);
	return (
		<main>
			<h1>Front desk</h1>
			<button type="button" onClick={() => setN(n + 1)}>
				{n}
			</button>
		</main>
	);
}
