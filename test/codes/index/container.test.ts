import t from 'tap';
import { decodeContainer, encodeContainer } from '../../../src/codes/index/container.ts';

const sections = {
	keys: Float64Array.of(1.5, 2 ** 52),
	bytes: Uint8Array.of(1, 2, 3),
	days: Uint32Array.of(20261001, 0xffffffff),
};

t.test('unpacking returns what was packed, at any alignment in memory', async (t) => {
	const packed = encodeContainer({ meta: { set: 'x' }, sections });
	for (const shift of [0, 3]) {
		const at = new Uint8Array(new ArrayBuffer(packed.length + shift), shift);
		at.set(packed);
		t.strictSame(decodeContainer(at), { meta: { set: 'x' }, sections }, `${shift}`);
	}
});

t.test('other bytes and truncated containers are refused', async (t) => {
	const packed = encodeContainer({ meta: {}, sections });
	t.throws(() => decodeContainer(Buffer.alloc(100)), /not an index/);
	t.throws(() => decodeContainer(Buffer.alloc(3)), /not an index|out of bounds/i);
	for (const length of [20, packed.length - 8])
		t.throws(() => decodeContainer(new Uint8Array(packed).slice(0, length)), `${length}`);
});
