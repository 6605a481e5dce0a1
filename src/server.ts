import { createServer } from 'node:http';
import { createDefaultService, timeZoneOf } from './start.ts';

export async function startServer(env: NodeJS.ProcessEnv): Promise<void> {
	const host = env['HOST'] ?? '127.0.0.1';
	if (host !== '127.0.0.1' && !env['API_KEY']) throw new Error(`HOST ${host} needs an API_KEY.`);
	createDefaultService(timeZoneOf(env));
	const server = createServer((_request, response) => response.end('{}'));
	await new Promise<void>((resolve, reject) =>
		server.once('error', reject).listen(Number(env['PORT'] ?? 3000), host, resolve),
	);
	process.once('SIGTERM', () => server.close());
	const address = server.address();
	console.log(`http://${host}:${typeof address === 'object' ? address?.port : address}/docs`);
}
