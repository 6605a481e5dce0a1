import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine of a measurement. */
export interface Machine {
	readonly processor: string;
	readonly cores: number;
	readonly memoryGigabytes: number;
	readonly node: string;
	readonly system: string;
	/** Five-minute load average at the start. Results of a busy machine are less certain. */
	readonly load: number;
}

export function machine(): Machine {
	return {
		processor: cpus()[0]?.model.trim() ?? 'unknown',
		cores: cpus().length,
		memoryGigabytes: Math.round(totalmem() / 2 ** 30),
		node: process.versions.node,
		system: `${type()} ${release()}`,
		load: loadavg()[1] as number,
	};
}

export function machineLine({ processor, cores, memoryGigabytes, system, node, load }: Machine): string {
	return `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, Node ${node}, load ${load.toFixed(1)} at the start.`;
}
