import t from 'tap';
import { greetingText } from '../../src/start/greeting.ts';

t.test('the greeting shows address, documentation, an example and who may call', async (t) => {
	const text = greetingText({ address: 'http://localhost:3000', isOpen: true, lowered: [] });
	t.match(
		text,
		/^Superbill is listening on http:\/\/localhost:3000\n\n {2}In a browser {4}http:\/\/localhost:3000\/\n/,
	);
	t.match(
		text,
		/\n {2}On a terminal {3}curl -fsS http:\/\/localhost:3000\/v1\/superbills\/render -H "Content-Type/,
	);
	t.match(text, /There is no API key, so only this machine may call/);
	t.notMatch(text, /Metrics|RULES_FILE|API_KEY/);
});

t.test('the greeting shows metrics, the need for a key, and rules that were made less severe', async (t) => {
	const text = greetingText({
		address: 'https://clinic.example.com',
		metrics: 'http://localhost:9464/metrics',
		isOpen: false,
		lowered: ['ndc-format is off.'],
	});
	t.match(text, /\n {2}Metrics {9}http:\/\/localhost:9464\/metrics\n/);
	t.match(text, / -H "Authorization: Bearer \$API_KEY" /);
	t.match(text, '\n  Callers need an API key.\n');
	t.match(
		text,
		/\n {2}RULES_FILE lets superbills through that would otherwise be refused:\n {4}ndc-format is off\.\n$/,
	);
});
