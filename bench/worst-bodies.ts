import { measureBodies } from '../test/http/measure-bodies.ts';
import { WORST_BODIES } from '../test/http/worst-bodies.ts';

/** Prints how much processor time the worst bodies take on the main thread, without drawing. */
const only = process.argv[2];
const wanted = WORST_BODIES.filter(({ name, url }) => only === undefined || `${url} ${name}`.includes(only));
const measured = await measureBodies(wanted, 5);
console.log('| operation | body | KB | status | ms |\n|---|---|--:|--:|--:|');
for (const { url, name, body, status, ms } of [...measured].sort((a, b) => b.ms - a.ms)) {
	console.log(
		`| ${url} | ${name} | ${Math.round(Buffer.byteLength(body) / 1024)} | ${status} | ${ms.toFixed(1)} |`,
	);
}
