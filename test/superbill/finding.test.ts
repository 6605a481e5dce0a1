import fc from 'fast-check';
import t from 'tap';
import {
	countFindings,
	type Finding,
	fieldLabel,
	fieldName,
	findingsHeader,
	pointer,
	type Severity,
	statusOf,
} from '../../src/superbill/finding.ts';
import { resolves } from '../fixtures/json.ts';
import { assertProperty } from '../fixtures/property.ts';

const of = (...severities: Severity[]): Finding[] =>
	severities.map((severity) => ({ rule: 'r', severity, pointer: '', message: 'm', help: 'h' }));

t.test('the status is that of the worst finding', async (t) => {
	t.equal(statusOf([]), 'ok');
	t.equal(statusOf(of('info')), 'ok');
	t.equal(statusOf(of('info', 'warning')), 'warnings');
	t.equal(statusOf(of('warning', 'error', 'info')), 'errors');
});

t.test('findings are counted by severity', async (t) => {
	t.strictSame(countFindings(of('info', 'warning', 'info')), { error: 0, warning: 1, info: 2 });
	t.equal(findingsHeader(of('info', 'warning', 'info')), 'errors=0, warnings=1, infos=2');
});

t.test('a pointer is escaped by RFC 6901 and leads to its place, whatever the names', async (t) => {
	t.equal(pointer([]), '');
	t.equal(pointer(['a/b', 0, 'm~n', '~1', '']), '/a~1b/0/m~0n/~01/');
	assertProperty(
		t,
		fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (path) => {
			const document = path.reduceRight<unknown>((inner, name) => Object.fromEntries([[name, inner]]), 1);
			return resolves(document, pointer(path));
		}),
	);
});

t.test('a path is written in words, with entries of lists counted from 1', async (t) => {
	t.equal(fieldLabel(['serviceLines', 0, 'charge']), 'Service line 1: charge');
	t.equal(fieldLabel(['serviceLines', 11]), 'Service line 12');
	t.equal(
		fieldLabel(['serviceLines', 0, 'renderingProvider', 'npi']),
		'Service line 1: rendering provider NPI',
	);
	t.equal(fieldLabel(['serviceLines', 0, 'modifiers', 1]), 'Service line 1: modifier 2');
	t.equal(fieldLabel(['serviceLines', 0, 'modifiers']), 'Service line 1: list of modifiers');
	t.equal(fieldLabel(['diagnoses', 1, 'code']), 'Diagnosis B: code');
	t.equal(fieldLabel(['diagnoses', 12]), 'Diagnosis 13');
	t.equal(fieldLabel(['patient', 'address', 'line1']), 'Patient: address line 1');
	t.equal(fieldLabel(['issuedOn']), 'Issue date');
	t.equal(fieldLabel(['rules', 'not-paid']), 'Rules: "not-paid"');
	t.equal(fieldLabel(['constructor']), 'Constructor');
	t.equal(fieldLabel([]), 'Request');
});

t.test('a path is written as in code', async (t) => {
	t.equal(fieldName(['serviceLines', 0, 'charge']), 'serviceLines[0].charge');
	t.equal(fieldName(['note']), 'note');
	t.equal(fieldName(['patient', 'a b']), 'patient["a b"]');
	t.equal(fieldName(['line\nbreak']), '["line\\nbreak"]');
	t.equal(fieldName(['']), '[""]');
	t.equal(fieldName(['x'.repeat(70)]), `["${'x'.repeat(60)}"]`);
});
