import t from 'tap';
import { FULL } from '../fixtures/property.ts';
import { measureBodies } from './measure-bodies.ts';
import { PLAIN_BODY, WORST_BODIES } from './worst-bodies.ts';

/** The most processor time of a body, in ordinary superbills. */
const MOST = 60;

t.setTimeout(300_000);

t.test('no body takes the time of many superbills', async (t) => {
	// Each kind of body once; all operations with everything.
	const kinds = new Map(WORST_BODIES.map((body) => [body.name, body]));
	const bodies = FULL ? WORST_BODIES : [...kinds.values()];
	const measured = await measureBodies([...bodies, PLAIN_BODY], 5);
	const [plain] = measured.slice(-1);
	if (!plain) throw new Error('nothing was measured');
	for (const { url, name, body, status, ms } of measured) {
		t.ok(Buffer.byteLength(body) <= 1024 * 1024, `${name} is small enough to be read`);
		t.ok(status < 500 && status !== 413, `${url} answers ${name}`);
		const ratio = ms / plain.ms;
		t.ok(ratio < MOST, `${url} ${name}: ${ratio.toFixed(0)} times an ordinary superbill`);
	}
});
