import type { Test } from 'tap';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import { newKeyring } from '../../store/stores.ts';
import { testApp } from '../app.ts';

/** An app with an empty store, and a way to send it JSON. */
export async function storedApp(t: Test) {
	const store = await openMemoryStore(newKeyring());
	t.teardown(() => store.close());
	const { send } = await testApp(t, {}, { store: () => store });
	const sendJson = (method: 'PUT' | 'POST', url: string, body: unknown) =>
		send({ method, url, headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) });
	return { store, send, sendJson, post: (url: string, body: unknown) => sendJson('POST', url, body) };
}
