import { readFileSync } from 'node:fs';
import { ROOT } from '../../src/version.ts';

/** Reads the shipped HAProxy configuration, with another port and other addresses of the servers. */
export function proxyConfig(port: number, servers: readonly number[]): string {
	const places = servers.map((server, i) => `\tserver api${i + 1} 127.0.0.1:${server}`);
	const changes: readonly (readonly [RegExp, string])[] = [
		[/^\tbind \*:8080$/m, `\tbind 127.0.0.1:${port}`],
		[/^resolvers docker\n(?:\t.*\n)+/m, ''],
		[/^\tserver-template .*$/m, places.join('\n')],
	];
	const shipped = readFileSync(new URL('deploy/haproxy.cfg', ROOT), 'utf8');
	return changes.reduce((config, [pattern, line]) => {
		const changed = config.replace(pattern, line);
		if (changed === config) throw new Error(`deploy/haproxy.cfg has no line ${pattern}`);
		return changed;
	}, shipped);
}
