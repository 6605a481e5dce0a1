import t from 'tap';
import { marksFor } from '../../src/page/number-marks.ts';
import { type Fill, MOST_CHARACTERS, readText } from '../../src/templates/liquid.ts';
import { uniformVariables } from '../../src/templates/variables.ts';

const latin = (codePoint: number) => codePoint >= 0x20 && codePoint < 0x180;

const VALUES = {
	...uniformVariables('some text'),
	number: 'SB-1',
	clinic: { ...(uniformVariables('') as { clinic: object }).clinic, name: 'Harbor & <Sons>', email: '' },
};

function read(source: string, sample: object | undefined = VALUES) {
	return readText(source, sample, latin);
}

function fillOf(source: string): Fill {
	const reading = read(source);
	if ('mistakes' in reading) throw new Error(JSON.stringify(reading.mistakes));
	return reading.fill;
}

/** The start of the text at each mistake, and its message. */
function mistakes(source: string): [at: string, message: string][] {
	const reading = read(source);
	return 'fill' in reading
		? []
		: reading.mistakes.map(({ index, message }) => [source.slice(index, index + 6), message]);
}

t.test('variables are filled in as text, never as markup', async (t) => {
	t.equal(fillOf('From {{ clinic.name }}, no. {{number}}.')(VALUES), 'From Harbor & <Sons>, no. SB-1.');
	t.equal(fillOf('It costs $5 and {a} }} stays as is.')(VALUES), 'It costs $5 and {a} }} stays as is.');
	t.equal(fillOf('{% raw %}{{ number }}{% endraw %}')(VALUES), '{{ number }}');
});

t.test('the allowed tags and filters work', async (t) => {
	const texts: readonly [source: string, text: string][] = [
		['{% if number == "SB-1" %}yes{% elsif number %}some{% else %}no{% endif %}', 'yes'],
		['{% unless clinic.email == "" %}mail{% endunless %}', ''],
		['{% case number %}{% when "SB-1" %}one{% else %}other{% endcase %}', 'one'],
		['{% for i in (1..3) %}{{ i }}{% if i == 2 %}{% break %}{% endif %}{% endfor %}', '12'],
		['{% assign who = clinic.name | upcase %}{{ who }}{% # a remark %}', 'HARBOR & <SONS>'],
		['{% comment %}{{ nothing }}{% endcomment %}x', 'x'],
		['{{ clinic.email | default: "none" | capitalize }}', 'None'],
		['{{ number | append: "!" | prepend: ">" }}', '>SB-1!'],
		['{{ clinic.name | remove: "&" | replace: "<Sons>", "Sons" }}', 'Harbor  Sons'],
		[
			'{{ clinic.name | size }} {{ "a b c" | truncatewords: 1 }} {{ clinic.name | slice: 0, 2 | downcase | strip }}',
			'15 a... ha',
		],
	];
	for (const [source, text] of texts) t.equal(fillOf(source)(VALUES), text, source);
});

t.test('the number, which is only known after the layout, is printed as it is', async (t) => {
	const marks = marksFor('SB-2026-9999999');
	const fill = fillOf('{% if number != "" %}No. {{ number }}{% else %}A draft{% endif %}');
	t.equal(fill({ ...VALUES, number: marks }), `No. ${marks}`);
	t.equal(fill({ ...VALUES, number: '' }), 'A draft');
	for (const source of [
		'{{ number | downcase }}',
		'{{ number | size }}',
		'{{ number | slice: -3, 3 }}',
		'{% if clinic.email != "" %}{{ number | replace: "1", "2" }}{% endif %}',
		'{% if number contains "SB" %}ours{% endif %}',
	]) {
		t.match(mistakes(source), [[source.slice(0, 6), /^number is only known after the pages/]], source);
	}
});

t.test('an unknown variable is refused with its place and the known ones', async (t) => {
	t.match(
		mistakes('Dear {{ pateint.name }} of {{ clinik.name }}'),
		[
			[
				'pateint',
				/^there is no variable "pateint\.name"; did you mean "patient\.name"\? There are number, issued, /,
			],
			['clinik', /^there is no variable "clinik\.name"; did you mean "clinic\.name"\?/],
		].map(([at, message]) => [(at as string).slice(0, 6), message]),
	);
	t.match(mistakes('a\n  {{ zzzzzz }}'), [['zzzzzz', /^there is no variable "zzzzzz"; there are number, /]]);
	t.strictSame(mistakes('{{ payer }}'), [
		['payer ', '"payer" is a group of variables; name one of payer.name, payer.member'],
	]);
	t.match(mistakes('{{ clinic["nam"] }} {{ clinic[number] }} {{ number.size }}'), [
		['clinic', /no variable "clinic\.nam"/],
		['clinic', /no variable "clinic\.number"/],
		['number', /no variable "number\.size"/],
	]);
	t.match(mistakes('{{ later }}{% assign later = "x" %}'), [['later ', /no variable "later"/]]);
	t.match(mistakes('{{ constructor }} {{ number.constructor }}'), [
		['constr', /no variable/],
		['number', /no variable/],
	]);
});

t.test('unknown filters and tags are refused, and files cannot be read', async (t) => {
	t.match(mistakes('{{ number | upcas }} {{ number | date: "%Y" }}'), [
		['upcas ', /^there is no filter "upcas"; did you mean "upcase"\? There are append, /],
		['date: ', /^there is no filter "date"; there are append, capitalize, /],
	]);
	for (const tag of [
		'include "a"',
		'render "a"',
		'layout "a"',
		'capture x',
		'liquid echo number',
		'tablerow x in y',
	]) {
		const name = tag.split(' ', 1)[0];
		t.match(mistakes(`{% ${tag} %}`), [
			[`{% ${tag}`.slice(0, 6), `there is no tag "${name}"; there are if, unless, `],
		]);
	}
});

t.test('broken Liquid is refused where it breaks', async (t) => {
	t.match(mistakes('Hello {{ number'), [['{{ num', /^output "\{\{ number" not closed$/]]);
	t.match(mistakes('x {% if number %}'), [['{% if ', /^tag \{% if number %\} not closed$/]]);
	t.strictSame(mistakes('x {% endif %}'), [['{% end', 'there is no block open for "endif"']]);
	t.match(mistakes('{% if %}x{% endif %} {% assign %}'), [
		[' %}x{%', /^invalid value expression/],
		[' %}', /^expected variable name$/],
	]);
	t.match(mistakes('{{ number | append }}'), [['{{ num', /^append expect 2 arguments$/]]);
	t.match(mistakes('{% if number == "" %}{% assign x = "a" %}{% endif %}{{ x }}'), [
		['x }}', '"x" has no value here; assign it in every branch'],
	]);
});

t.test(
	'characters without a glyph are refused by their code points, along with other mistakes',
	async (t) => {
		t.match(mistakes('Hello 你好 {{ nobody }}'), [
			[
				'你好 {{ ',
				/^no font has U\+4F60, U\+597D; replace the character, or add a font under fonts\.fallback$/,
			],
			['nobody', /no variable/],
		]);
		t.match(mistakes('a\tb'), [['\tb', /^no font has U\+0009;/]]);
		t.match(mistakes('αβγδεζη'), [['αβγδεζ', /^no font has (?:U\+03B\d, ){4}U\+03B5 and 2 more;/]]);
		t.match(mistakes('{{ "\\u4e2d" }}'), [['{{ "\\u', /^no font has U\+4E2D;/]]);
		t.strictSame(mistakes('a\nb {{ number }}'), []);
	},
);

t.test('a text that grows without limit is refused, however it grows', async (t) => {
	const double =
		'{% assign x = "xxxxxxxxxx" %}{% for i in (1..40) %}{% assign x = x | append: x %}{% endfor %}{{ x }}';
	const nested =
		'{% for i in (1..900) %}{% for j in (1..90) %}{% if i == 0 %}x{% endif %}{% endfor %}{% endfor %}';
	const range = '{% for i in (1..100000000) %}{% endfor %}';
	const long = '{% for i in (1..60) %}{{ clinic.name }}{% endfor %}';
	for (const source of [double, nested, range, long]) {
		t.match(mistakes(source), [
			[source.slice(0, 6), /^the filled text gets longer than 20000 characters, or takes too many steps/],
		]);
	}
	t.strictSame(mistakes('{% for i in (1..30) %}{{ clinic.name }}{% endfor %}'), []);
});

t.test('a text that fails for one superbill is printed without values, and no request fails', async (t) => {
	const looping =
		'{% if number == "LONG" %}{% for i in (1..999) %}{{ clinic.name }}{% endfor %}{% endif %}No. {{ number }}.';
	const name = 'W'.repeat(200);
	const clinic = { ...VALUES.clinic, name };
	t.equal(fillOf(looping)({ ...VALUES, clinic }), 'No. SB-1.');
	t.ok(name.length * 999 > MOST_CHARACTERS);
	t.equal(fillOf(looping)({ ...VALUES, clinic, number: 'LONG' }), 'No. .');
	const work =
		'{% if number == "WORK" %}{% for i in (1..99999999) %}{% endfor %}{% endif %}No. {{ number }}.';
	t.equal(fillOf(work)({ ...VALUES, number: 'WORK' }), 'No. .');
	t.equal(
		fillOf('Of {{ clinic.name | upcase }}.')({ ...VALUES, clinic: { ...clinic, name: 'ŉ' } }),
		'Of .',
		'the capital of ŉ has two letters, and no font has one of them',
	);
	t.equal(
		fillOf('{% if number == "A" %}{{ number | append }}{% endif %}ok')({ ...VALUES, number: 'A' }),
		'ok',
	);
});

t.test('filled text is normalised, and no sample is needed', async (t) => {
	t.equal(fillOf('e{{ number }}')({ ...VALUES, number: '\u0301' }), '\u00e9');
	t.equal('fill' in read('No. {{ number }}', undefined), true);
});
