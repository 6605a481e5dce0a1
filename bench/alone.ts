import { memoryOfChildren } from './processes.ts';
import type { Material } from './subject.ts';
import { subjectOf } from './subjects.ts';

/**
 * One subject in a process of its own: it reads materials as JSON from standard input, says `drawn` when it has drawn
 * the first document, draws the others, and says in megabytes what it held at most.
 */
const [id = ''] = process.argv.slice(2);
process.stdin.setEncoding('utf8');
let text = '';
for await (const chunk of process.stdin) text += chunk;
const way = await subjectOf(id).open();
const [first, ...others] = JSON.parse(text) as [Material, ...Material[]];
await way.draw(first);
process.stdout.write('drawn\n');
let children = memoryOfChildren();
for (const material of others) {
	await way.draw(material);
	children = Math.max(children, memoryOfChildren());
}
const own = process.resourceUsage().maxRSS / 1024;
await way.close?.();
process.stdout.write(`${own + children}\n`);
