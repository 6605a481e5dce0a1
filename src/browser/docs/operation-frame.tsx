import type * as ReactTypes from 'react';
import { React } from '../react.ts';
import type { System } from '../swagger-ui.ts';

/** What the parts of an operation on the page tell each other. */
export interface OperationFrame {
	readonly path: string;
	readonly method: string;
	readonly operationId: string;
	readonly isRunning: boolean;
	/** Why the body was not sent. */
	readonly bodyProblem: string | undefined;
	readonly setBodyProblem: (problem: string | undefined) => void;
	/** Text that was typed and not handed on yet, by the field that hands it on. */
	readonly pending: Set<() => void>;
	/** True from the click on Execute until the focus is on the answer. */
	readonly expectsAnswer: { current: boolean };
	/** Takes away an answer that no longer belongs to what is on the page. */
	readonly clearAnswer: () => void;
}

let context: ReactTypes.Context<OperationFrame | undefined> | undefined;

/** Made when it is first used, because React comes with Swagger UI. */
function frameContext(): ReactTypes.Context<OperationFrame | undefined> {
	context ??= React.createContext<OperationFrame | undefined>(undefined);
	return context;
}

/** The operation that a component belongs to; undefined elsewhere. */
export function useOperationFrame(): OperationFrame | undefined {
	return React.useContext(frameContext());
}

interface OperationProps {
	readonly operation: { get(name: string): unknown };
}

/** Wraps an operation of Swagger UI in its frame. */
export const framed =
	(Original: ReactTypes.ComponentType<OperationProps>, system: System) => (props: OperationProps) => {
		const [path, method, operationId] = ['path', 'method', 'operationId'].map((name) =>
			String(props.operation.get(name)),
		) as [string, string, string];
		const isRunning = props.operation.get('executeInProgress') === true;
		const [bodyProblem, setBodyProblem] = React.useState<string>();
		const pending = React.useRef(new Set<() => void>()).current;
		const expectsAnswer = React.useRef(false);
		const frame = React.useMemo(
			(): OperationFrame => ({
				path,
				method,
				operationId,
				isRunning,
				bodyProblem,
				setBodyProblem,
				pending,
				expectsAnswer,
				clearAnswer: () => {
					setBodyProblem(undefined);
					clearAnswerOf(system, [path, method]);
				},
			}),
			[path, method, operationId, isRunning, bodyProblem, pending],
		);
		const { Provider } = frameContext();
		return (
			<Provider value={frame}>
				<Original {...props} />
			</Provider>
		);
	};

/** Removes an answer from the page, with its download link. */
export function clearAnswerOf(
	{ specSelectors, specActions }: System,
	[path, method]: readonly string[],
): void {
	if (!specSelectors['responseFor'](path, method)) return;
	specActions['clearResponse']?.(path, method);
	specActions['clearRequest']?.(path, method);
}
