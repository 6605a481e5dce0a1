import t from 'tap';
import { CLAIMS } from './claims.ts';
import { DIAGNOSES } from './diagnoses.ts';
import { MEDICAL } from './medical.ts';
import { PEOPLE } from './people.ts';
import { PSYCHOTHERAPY } from './psychotherapy.ts';
import { rulesOf, validated } from './shipped.ts';

/** Payloads with the errors and warnings that a biller decided on before they were sent, with the code sets as shipped. */

const SUBJECTS = { PSYCHOTHERAPY, MEDICAL, PEOPLE, DIAGNOSES, CLAIMS };

t.test('there are at least 150 payloads', async (t) => {
	t.ok(Object.values(SUBJECTS).flat().length >= 150, String(Object.values(SUBJECTS).flat().length));
});

for (const [subject, cases] of Object.entries(SUBJECTS)) {
	t.test(subject.toLowerCase(), async (t) => {
		for (const { why, sends, errors = [], warnings = [] } of cases) {
			const found = validated(sends);
			t.strictSame(
				{ errors: rulesOf(found, 'error'), warnings: rulesOf(found, 'warning') },
				{ errors: [...errors].sort(), warnings: [...warnings].sort() },
				`${why}: ${found.map(({ message }) => message).join(' ')}`,
			);
		}
	});
}
